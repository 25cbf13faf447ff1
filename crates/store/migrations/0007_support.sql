-- The DfE's support: how it is with an organisation whose pages it sees, and what is left of an upload for its log.

-- A session that looks can change nothing; one that acts does so at the organisation's request; one that is delegated
-- does what a school has let its own organisation do.
alter table session add column on_behalf_manner text check (on_behalf_manner in ('looking', 'acting', 'delegated'));

-- Rows of the list, which are counted before the list itself goes.
alter table upload add column row_count integer not null default 0;
create index upload_created on upload (created_at);
