import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ApiError } from "../api.ts";
import { Heading } from "./heading.tsx";
import { ErrorNotice, Loading } from "./notice.tsx";

/** A component whose code is loaded when it is first shown: charts and graphs are not part of the first load. */
export function later<Props extends object>(
  what: string,
  load: () => Promise<ComponentType<Props>>,
  /** Of a whole view: its heading, which stands there before its code does. */
  title?: string,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Later(props: Props) {
    const [, arrived] = useState(0);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (loaded !== undefined) return;
      load().then(
        (component) => {
          loaded = component;
          arrived(1);
        },
        () => setFailed(true),
      );
    }, []);
    if (loaded === undefined) {
      return (
        <>
          {title !== undefined && <Heading>{title}</Heading>}
          {failed ? <ErrorNotice error={notLoaded(what)} /> : <Loading what={what} tall />}
        </>
      );
    }
    const Component = loaded;
    return <Component {...props} />;
  };
}

/** What the browser says of it names a file and helps nobody. */
function notLoaded(what: string): ApiError {
  return new ApiError({
    status: 0,
    title: "Not loaded",
    detail: `The code of ${what} did not arrive: the server of this page does not answer, or it was updated meanwhile.`,
    hint: "Load the page again.",
  });
}
