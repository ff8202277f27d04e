"""Find what somebody means by a name: an index of all names, a ranked search, a choice of one."""
