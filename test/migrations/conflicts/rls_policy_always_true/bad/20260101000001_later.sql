-- expect warn: widened on public.notes
alter policy widened on public.notes using (true);
