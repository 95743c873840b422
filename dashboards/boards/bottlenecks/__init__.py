"""What stops one indicator at many agencies: causes, who can remove them, what that would lift, what was decided."""
