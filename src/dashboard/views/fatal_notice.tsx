/** The page cannot begin. */
export function FatalNotice({ message }: { readonly message: string }) {
  return (
    <main class="narrow">
      <h1>Supawarden</h1>
      <div class="notice bad" role="alert">
        <p>
          <strong>The dashboard cannot start.</strong> {message}
        </p>
        <p class="dim">docs/dashboard.md describes the settings.</p>
      </div>
    </main>
  );
}
