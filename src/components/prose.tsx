/** Text of a rule or of a finding: what stands between backticks is code. */
export function Prose({ text }: { readonly text: string }) {
  const parts = text.split("`");
  // An odd number of backticks means that one of them is part of a name.
  if (parts.length % 2 === 0) return <bdi>{text}</bdi>;
  return (
    <bdi>
      {parts.map((part, index) => (index % 2 === 1 ? <code key={`${index} ${part}`}>{part}</code> : part))}
    </bdi>
  );
}
