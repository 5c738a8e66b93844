import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { asApiError } from "../query.ts";
import { ErrorNotice, Loading } from "./notice.tsx";

/** A component whose code is loaded when it is first shown: charts and graphs are not part of the first load. */
export function later<Props extends object>(
  what: string,
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Later(props: Props) {
    const [, arrived] = useState(0);
    const [error, setError] = useState<unknown>(undefined);
    useEffect(() => {
      if (loaded !== undefined) return;
      load().then((component) => {
        loaded = component;
        arrived(1);
      }, setError);
    }, []);
    if (error !== undefined) return <ErrorNotice error={asApiError(error)} />;
    if (loaded === undefined) return <Loading what={what} tall />;
    const Component = loaded;
    return <Component {...props} />;
  };
}
