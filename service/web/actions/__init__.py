"""What pages do beyond the actions of other packages: who a browser is."""
