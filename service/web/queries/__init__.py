"""What pages ask beyond the queries of other packages: several answers put on one page."""
