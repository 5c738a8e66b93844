-- undo of 005_widget_versions
alter table widgets drop column if exists current_version;
drop table if exists widget_versions;
