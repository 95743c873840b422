"""The command line of Excel in and out."""
