alter function public.pinned_later(int4) set search_path = '';
drop function public.dropped_later();
