"""A province's own wording of its reports: edited with a preview, versions kept, back to the standard at once."""
