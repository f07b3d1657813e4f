-- How a learner agreed that the company is told their name, and where the paper is if there is one.
alter table placement
    add column agreed_how text not null default 'word' check (agreed_how in ('word', 'paper')),
    add column agreement_kept text not null default '';

-- Hours that both have signed count also where the practice was broken off: they were done.
alter table placement
    drop constraint placement_check2,
    add constraint placement_done check (status in ('completed', 'ended') or done_minutes = 0);
