-- quick fix after the review of 010: widget_categories and tags had no RLS
alter table widget_categories enable row level security;
alter table tags enable row level security;

create policy "categories are readable" on widget_categories for select to authenticated using (true);
create policy "tags are readable" on tags for select to authenticated using (true);
