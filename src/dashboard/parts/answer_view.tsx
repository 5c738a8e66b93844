import type { ComponentChildren } from "preact";
import type { Answer } from "../query.ts";
import { ErrorNotice, Loading } from "./notice.tsx";

/** Shows an answer once it is there; an error stands above what was known before. */
export function AnswerView<T>({
  answer,
  what,
  tall = true,
  children,
}: {
  readonly answer: Answer<T>;
  readonly what: string;
  readonly tall?: boolean;
  readonly children: (data: T) => ComponentChildren;
}) {
  const { data, error } = answer;
  return (
    <>
      {error !== undefined && <ErrorNotice error={error} />}
      {data !== undefined ? children(data) : error === undefined ? <Loading what={what} tall={tall} /> : null}
    </>
  );
}
