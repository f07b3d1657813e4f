-- With how many learners a run begins at least (开班人数). An older server knows of no such number, and says nothing of it.
alter table course_run
    -- 0: any number. Too few cancel nothing: people decide.
    add column min_learners int not null default 0 check (min_learners between 0 and 500),
    -- The last day to enrol after which both who look after it were told that too few have a seat
    add column few_told_for date;
