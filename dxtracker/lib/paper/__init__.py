"""Official papers: one model of blocks, drawn as .docx to be edited and signed and as .pdf. Pure: no Django."""
