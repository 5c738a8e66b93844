import { useLayoutEffect, useRef } from "preact/hooks";
import { EmptyState } from "../components/empty_state.tsx";
import { Header } from "./header.tsx";
import { focusHeading, Heading } from "./parts/heading.tsx";
import { later } from "./parts/later.tsx";
import { type Place, place } from "./router.ts";
import { session } from "./session.ts";
import { AcceptedView } from "./views/accepted.tsx";
import { DriftView } from "./views/drift.tsx";
import { FindingView } from "./views/finding.tsx";
import { FindingsView } from "./views/findings.tsx";
import { LedgerView } from "./views/ledger.tsx";
import { OverviewView } from "./views/overview/overview.tsx";
import { RuleView } from "./views/rule.tsx";
import { RunView } from "./views/run.tsx";
import { RunsView } from "./views/runs.tsx";
import { SignInView } from "./views/sign_in.tsx";
import { VerifyView } from "./views/verify.tsx";

const VectorsView = later(
  "the vector map",
  async () => (await import("./views/vectors.tsx")).VectorsView,
  "Vectors",
);
const DependenciesView = later(
  "the dependency graph",
  async () => (await import("./views/dependencies.tsx")).DependenciesView,
  "Dependencies",
);

const TimelineView = later(
  "the timeline",
  async () => (await import("./views/timeline.tsx")).TimelineView,
  "Timeline",
);

/** The whole page. */
export function App() {
  const signedIn = session.value.kind !== "none";
  const at = place.value;
  const name = at.path.join("/");
  const before = useRef(name);
  if (before.current !== name) {
    before.current = name;
    focusHeading();
  }
  useLayoutEffect(() => {
    // The list of findings goes back to where it was left by itself.
    if (name !== "findings") scrollTo(0, 0);
  }, [name]);
  if (!signedIn) return <SignInView />;
  return (
    <>
      <Header at={at.path[0] ?? "overview"} />
      <main>
        <View at={at} />
      </main>
    </>
  );
}

function View({ at }: { readonly at: Place }) {
  const [view = "overview", id] = at.path;
  switch (view) {
    case "overview":
      return <OverviewView />;
    case "findings":
      return id === undefined ? (
        <FindingsView params={at.params} />
      ) : (
        <FindingView key={id} fingerprint={id} />
      );
    case "runs":
      return id === undefined ? <RunsView /> : <RunView id={id} />;
    case "rules":
      return <RuleView id={id ?? ""} />;
    case "ledger":
      return <LedgerView />;
    case "drift":
      return <DriftView />;
    case "vectors":
      return <VectorsView />;
    case "dependencies":
      return <DependenciesView around={at.params.get("object") ?? ""} />;
    case "timeline":
      return <TimelineView params={at.params} />;
    case "accepted":
      return <AcceptedView />;
    case "verify":
      return <VerifyView />;
    default:
      return (
        <>
          <Heading>Not here</Heading>
          <EmptyState title="There is no such page.">
            <p>
              <a href="#/overview">Go to the overview</a>
            </p>
          </EmptyState>
        </>
      );
  }
}
