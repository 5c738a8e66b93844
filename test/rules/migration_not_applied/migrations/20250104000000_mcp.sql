create table mcp (id bigint primary key);
