/**
 * Settings, for the rest of a transaction, under which Postgres prints names, constants and expressions the same
 * whatever the role, the database or the server has set, and reads string constants in the one way of the standard.
 */
export const PRINTED_TEXTS = `
    set local standard_conforming_strings = on;
    set local quote_all_identifiers = off;
    set local datestyle = 'ISO, YMD';
    set local timezone = 'UTC';
    set local intervalstyle = 'postgres';
    set local extra_float_digits = 1;
    set local bytea_output = 'hex';
    set local xmlbinary = 'base64'`;
