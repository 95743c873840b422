"""The pages that write commitments; those that read them are boards."""

from commitments import urls_files, urls_papers, urls_writing

app_name = "commitments"
urlpatterns = [*urls_writing.urlpatterns, *urls_files.urlpatterns, *urls_papers.urlpatterns]
