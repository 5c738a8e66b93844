-- The trees of policies' expressions are kept beside the bodies: a night on which nothing is new needs no parser.
comment on table supawarden.known_bodies is 'What routine bodies refer to and what the expressions of policies parse to, so that an unchanged text is not parsed again. It can be emptied any time.';
