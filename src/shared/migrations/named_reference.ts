import type { AstValue } from "../sql/ast.ts";
import { fieldsOf, isNode, nameParts, qualifiedName } from "../sql/walk.ts";
import { listNames } from "./event_refs.ts";
import type { ReferencePlace } from "./reading.ts";
import { isSystemSchema, type ReferenceWalk } from "./reference_walk.ts";
import { listedArguments } from "./routine_call.ts";

const TABLE_LIKE = /^OBJECT_(?:TABLE|VIEW|MATVIEW|FOREIGN_TABLE|SEQUENCE)$/;
const ROUTINE_LIKE = /^OBJECT_(?:FUNCTION|PROCEDURE|ROUTINE|AGGREGATE)$/;
const TYPE_LIKE = /^OBJECT_(?:TYPE|DOMAIN)$/;
const PART_LIKE = /^OBJECT_(?:POLICY|TRIGGER|TABCONSTRAINT|COLUMN|RULE)$/;

interface Named {
  readonly type: string;
  readonly place: ReferencePlace;
}

/** An object as the commands name it that speak of all kinds. */
export function addNamed(walk: ReferenceWalk, item: AstValue, { type, place }: Named): void {
  if (ROUTINE_LIKE.test(type)) {
    walk.addFunction(
      nameParts(fieldsOf(item, "ObjectWithArgs")?.objname),
      place,
      listedArguments(item, type),
    );
    return;
  }
  const relation = isNode(item, "RangeVar") ? item.RangeVar : undefined;
  if (relation !== undefined) {
    walk.addRelation(relation, place);
    return;
  }
  const names = listNames(item);
  if (TYPE_LIKE.test(type)) {
    const name = qualifiedName(names);
    if (!isSystemSchema(name.schema)) walk.add("type", name, place);
  } else if (type === "OBJECT_SCHEMA") {
    const name = names[0] ?? "";
    if (!isSystemSchema(name)) walk.add("schema", { name }, place);
  } else if (type === "OBJECT_EXTENSION") walk.add("extension", { name: names[0] ?? "" }, place);
  else if (TABLE_LIKE.test(type) || PART_LIKE.test(type)) {
    const name = qualifiedName(PART_LIKE.test(type) ? names.slice(0, -1) : names);
    if (!isSystemSchema(name.schema)) walk.add("table", name, place);
  }
}
