"""The files of an edition, all made from one `EditionContent`: PDF, plain text, CSV, JSON and their checksums."""
