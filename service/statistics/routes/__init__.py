"""HTTP: figures by month and place, and figures of tickets."""
