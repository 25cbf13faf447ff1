-- Organisations: schools come from the register when first needed, providers from import-providers.
create table organisation (
    id              {key},
    public_id       text not null unique,
    kind            text not null check (kind in
        ('school', 'provider', 'lead_provider', 'delivery_partner', 'trust', 'dfe')),
    name            {text} not null,
    name_folded     {text} not null,
    legal_name      text,
    urn             text unique,
    provider_code   text,
    -- a trust or federation of the register, by its group's number
    group_uid       text,
    ukprn           text,
    run_by_urn      text,
    provider_type   text,
    accreditation_number text,
    accredited_from date,
    accredited_to   date,
    street          text,
    town            text,
    postcode        text,
    created_at      timestamp not null,
    check ((kind = 'school') = (urn is not null)),
    check ((kind = 'provider') = (provider_code is not null)),
    check ((kind = 'trust') = (group_uid is not null))
);
-- Of many thousands of schools none has any of these.
create unique index organisation_provider_code on organisation (provider_code) where provider_code is not null;
create unique index organisation_group_uid on organisation (group_uid) where group_uid is not null;
create index organisation_ukprn on organisation (ukprn) where ukprn is not null;

-- A contact book: the register holds no e-mail address.
create table contact (
    id              {key},
    organisation    bigint not null references organisation (id),
    purpose         text not null check (purpose in ('general', 'itt', 'ect', 'placements')),
    post            text not null,
    address         text not null,
    source          text not null check (source in ('provider', 'file', 'school', 'support')),
    given_by        bigint references organisation (id),
    given_at        timestamp not null,
    unique (organisation, purpose, address)
);
