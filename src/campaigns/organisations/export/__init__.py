"""The whole directory as a file: for a spreadsheet, and to be read again by an import without a change."""
