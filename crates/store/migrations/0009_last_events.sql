-- For everything that lists are kept of in memory: the number of the last event about it. An event about
-- 'partner-school 17/100001' counts for 'partner-school 17', so that a node sees with one point read whether the list
-- that it holds is the list that stands in the database.
create table last_event (
    about           text primary key,
    number          bigint not null
);
