import { type AstNode, type AstValue, nodeList } from "./ast.ts";
import type {
  CallReference,
  CastReference,
  ColumnReference,
  FieldReference,
  RelationReference,
  SqlFacts,
} from "./body_facts.ts";
import { hasItem, ownersOf, type Scope, SYSTEM_COLUMNS } from "./body_scope.ts";
import { readRegclass } from "./regclass_text.ts";
import { PLAIN_OPERATOR } from "./simple_expression.ts";
import {
  isNode,
  nameParts,
  type QualifiedName,
  qualifiedName,
  relationName,
  stringConst,
  typeName,
} from "./walk.ts";

/** No name holds it. */
const SEPARATOR = "\u0000";

/** Functions whose first argument names a sequence, looked up on the path when they run. */
const SEQUENCE_FUNCTIONS: ReadonlySet<string> = new Set(["currval", "nextval", "setval"]);

/** The names of one body, each kept once, at the line where it comes first. */
export class BodyNames {
  /** Of the statement that is being read. */
  line = 1;
  /** Whether it is a query, whose names the server resolves each time it runs. */
  isQuery = true;
  /** Names of WITH queries met so far in it. */
  withNames = new Set<string>();
  /** Whether the walk is inside a RETURNING list. */
  inReturning = false;
  /** Whether it is inside a command that makes or alters a routine, whose SET clause is the routine's own. */
  inRoutineCommand = false;

  readonly makes = new Set<string>();
  setsSearchPath = false;

  readonly #variables: ReadonlyMap<string, string>;
  readonly #casts = new Map<string, CastReference>();
  readonly #relations = new Map<string, RelationReference>();
  readonly #calls = new Map<string, CallReference>();
  readonly #columns = new Map<string, ColumnReference>();
  readonly #fields = new Map<string, FieldReference>();
  #operators: SqlFacts["operators"] = "none";

  /** @param variables types of variables and arguments: where no column has such a name, these are meant. */
  constructor(variables: ReadonlyMap<string, string>) {
    this.#variables = variables;
  }

  addCall(call: AstNode): void {
    const parts = nameParts(call.funcname);
    const name = qualifiedName(parts);
    const passed = passedArguments(call);
    if (name.name === "set_config" && !this.inRoutineCommand) {
      const [setting] = nodeList(call.args);
      this.setsSearchPath ||= stringConst(setting)?.toLowerCase() === "search_path";
    }
    const { arguments: count = "", named } = passed;
    if (SEQUENCE_FUNCTIONS.has(name.name) && (name.schema === undefined || name.schema === "pg_catalog")) {
      const sequence = readRegclass(stringConst(nodeList(call.args)[0]) ?? "");
      if (sequence !== undefined) this.#putRelation(sequence, "read");
    }
    const key = `${this.isQuery} ${count} ${named?.join() ?? ""} ${parts.join(SEPARATOR)}`;
    if (this.#calls.has(key)) return;
    const long = parts.length > 2 ? { long: true as const } : {};
    this.#calls.set(key, { ...name, ...passed, ...long, ...this.#place() });
  }

  addCast(type: AstNode): void {
    const reference = typeName(type);
    const { typmods, arrayDims, setof } = reference;
    const key = `${this.isQuery} ${typmods.join()} ${arrayDims} ${setof} ${keyOf(reference)}`;
    if (!this.#casts.has(key)) this.#casts.set(key, { ...reference, ...this.#place() });
  }

  addRelation(rangeVar: AstNode, mode: "read" | "write"): void {
    const name = relationName(rangeVar);
    if (rangeVar.catalogname !== undefined || this.isWithQuery(name)) return;
    this.#putRelation(name, mode);
  }

  /** A column reference in an expression. */
  addColumn(fields: AstValue, scope: Scope | undefined): void {
    const parts = nameParts(fields);
    const name = parts.at(-1) ?? "";
    const [first = ""] = parts;
    if (!this.isQuery || name === "" || name === "*") return;
    const owners = scope === undefined || this.#variables.has(first) ? undefined : ownersOf(scope, parts);
    if (owners !== undefined) this.#putColumn(owners, name);
    // In a RETURNING list of Postgres 18 NEW and OLD are the statement's own.
    else if (!this.inReturning && !hasItem(scope, first)) this.addField(parts);
  }

  /** A name of several parts whose first one may be a record. */
  addField([record = "", name]: readonly string[]): void {
    if (name === undefined || name === "*") return;
    const type = this.#variables.get(record) ?? "";
    const isChanged = record === "new" || record === "old";
    if (!isChanged && (type === "" || /^\s*record\s*$/i.test(type))) return;
    const key = `${record}.${name}`;
    if (!this.#fields.has(key)) this.#fields.set(key, { record, name, line: this.line });
  }

  /** The columns that a list of targets sets, or a conflict target names. */
  addColumnsOf(relation: QualifiedName | undefined, targets: AstValue): void {
    if (relation === undefined || !this.isQuery) return;
    for (const item of nodeList(targets)) {
      const fields = isNode(item, "ResTarget")
        ? item.ResTarget
        : isNode(item, "IndexElem")
          ? item.IndexElem
          : {};
      if (typeof fields.name === "string") this.#putColumn([relation], fields.name);
    }
  }

  addOperator(isPlain: boolean): void {
    if (!isPlain) this.#operators = "special";
    else if (this.#operators === "none") this.#operators = "plain";
  }

  addExpression({ name }: AstNode): void {
    this.addOperator(PLAIN_OPERATOR.test(nameParts(name).at(-1) ?? ""));
  }

  isWithQuery({ schema, name }: QualifiedName): boolean {
    return schema === undefined && this.withNames.has(name);
  }

  facts(): SqlFacts {
    return {
      casts: [...this.#casts.values()],
      relations: [...this.#relations.values()],
      calls: [...this.#calls.values()],
      columns: [...this.#columns.values()],
      fields: [...this.#fields.values()],
      makes: [...this.makes],
      operators: this.#operators,
      setsSearchPath: this.setsSearchPath,
    };
  }

  #putRelation(name: QualifiedName, mode: "read" | "write"): void {
    const key = `${mode} ${this.isQuery} ${keyOf(name)}`;
    if (!this.#relations.has(key)) this.#relations.set(key, { ...name, mode, ...this.#place() });
  }

  #putColumn(of: readonly QualifiedName[], name: string): void {
    if (SYSTEM_COLUMNS.has(name)) return;
    const key = `${name}${SEPARATOR}${of.map(keyOf).join(SEPARATOR)}`;
    if (!this.#columns.has(key)) this.#columns.set(key, { of, name, line: this.line });
  }

  #place(): { readonly line: number; readonly ddl?: true } {
    return this.isQuery ? { line: this.line } : { line: this.line, ddl: true };
  }
}

function keyOf({ schema, name }: QualifiedName): string {
  return schema === undefined ? name : `${schema}${SEPARATOR}${name}`;
}

/** What the call says of the parameters it fills; nothing for an aggregate's forms and an expanded array. */
function passedArguments(call: AstNode): Pick<CallReference, "arguments" | "named"> {
  if (call.agg_star === true || call.agg_within_group === true || call.func_variadic === true) return {};
  const values = nodeList(call.args);
  const named = values.flatMap((value) =>
    isNode(value, "NamedArgExpr") ? [String(value.NamedArgExpr.name)] : [],
  );
  return { arguments: values.length, ...(named.length === 0 ? {} : { named }) };
}
