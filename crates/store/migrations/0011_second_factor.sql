-- A code from an app, asked for besides the link that signs in. What the app knows is sealed with the service's secret.
create table second_factor (
    person          bigint primary key references person (id),
    -- the key in use, and the one that is being set up
    sealed          text,
    pending         text,
    set_up_at       timestamp,
    -- the last step of 30 seconds whose code was used: none is used twice
    last_step       bigint not null,
    wrong           integer not null,
    wait_until      timestamp,
    check ((sealed is null) = (set_up_at is null))
);

create table recovery_code (
    person          bigint not null references person (id),
    code_hash       text not null,
    used_at         timestamp,
    primary key (person, code_hash)
);

alter table session add column second_factor_at timestamp;
