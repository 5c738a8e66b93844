/**
 * Loads a module without the notice that supabase-js prints on Node 20 when it is imported: it is for whoever chooses
 * the dependency, and a user of this program can do nothing about it. Every other warning comes through.
 */
export async function loadQuietly<T>(load: () => Promise<T>): Promise<T> {
  const warn = console.warn;
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes("@supabase/supabase-js")) warn(...words);
  };
  try {
    return await load();
  } finally {
    console.warn = warn;
  }
}
