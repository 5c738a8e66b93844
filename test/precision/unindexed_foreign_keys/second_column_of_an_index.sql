-- fires: items_product_id_fkey on shop.items
-- because: an index over (order_id, product_id) cannot be searched by its second column alone.
create schema shop;
create table shop.products (id bigint primary key);
create table shop.items (order_id bigint, product_id bigint references shop.products (id), primary key (order_id, product_id));
