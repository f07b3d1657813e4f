-- What somebody wrote about a person goes two years after what it was about is over. That a step was taken stays, and so do those
-- who took it: the words alone may be emptied.
grant update (reason) on startup_event to jiamenkou_app;
grant update (note) on job_application_event to jiamenkou_app;
