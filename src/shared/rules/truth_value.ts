/** What is known of a value: whether it can be null, whether it can be something, and the one thing it then is. */
export interface Value {
  readonly nullable: boolean;
  readonly present: boolean;
  readonly constant?: string | number | boolean;
  /** Two values of the same text are equal whenever they are not null. */
  readonly same?: string;
  /** The claims of the request's token. */
  readonly claims?: true;
}

/** Nothing is known. */
export const UNKNOWN: Value = { nullable: true, present: true };
/** Any value but null. */
export const SOMETHING: Value = { nullable: false, present: true };
/** Certainly null. */
export const NULL: Value = { nullable: true, present: false };

/** What makes two values comparable. */
export function pick(value: Value): Pick<Value, "constant" | "same"> {
  return {
    ...(value.constant === undefined ? {} : { constant: value.constant }),
    ...(value.same === undefined ? {} : { same: value.same }),
  };
}

/** The value of a constant. */
export function constantOf(value: string | number | boolean | null | undefined): Value {
  if (value === undefined) return UNKNOWN;
  return value === null ? NULL : { ...SOMETHING, constant: value };
}

/** The elements of a plain array such as `{anon,authenticated}`; nothing where it has quotes, nulls or dimensions. */
export function arrayLiteral(text: string | undefined): readonly Value[] | undefined {
  const inner = text?.match(/^\{([\w.-]+(?:,[\w.-]+)*)\}$/)?.[1];
  const elements = inner?.split(",");
  return elements?.some((element) => /^null$/i.test(element)) ? undefined : elements?.map(constantOf);
}

/** A boolean of which is known what it can be. */
export function truth(can: {
  readonly true?: boolean;
  readonly false?: boolean;
  readonly null?: boolean;
}): Value {
  const present = can.true === true || can.false === true;
  const nullable = can.null === true;
  return can.true === can.false || !present
    ? { nullable, present }
    : { nullable, present, constant: can.true === true };
}

/** Whether the boolean can be true (or false). */
export function canBe(value: Value, wanted: boolean): boolean {
  return value.present && value.constant !== !wanted;
}

/** Several booleans joined by AND or OR; OR is AND with the roles of true and false exchanged. */
export function join(args: readonly Value[], word: "and" | "or"): Value {
  const neutral = word === "and";
  const decided = args.some((arg) => canBe(arg, !neutral));
  const all = args.every((arg) => canBe(arg, neutral));
  const unknown =
    args.some((arg) => arg.nullable) && args.every((arg) => arg.nullable || canBe(arg, neutral));
  return truth({ true: neutral ? all : decided, false: neutral ? decided : all, null: unknown });
}

/** Whether the two are equal when neither is null; nothing where that is open. */
export function equal(left: Value, right: Value): boolean | undefined {
  if (left.constant !== undefined && right.constant !== undefined) {
    return typeof left.constant === typeof right.constant ? left.constant === right.constant : undefined;
  }
  if ((left.claims && right.constant === "") || (right.claims && left.constant === "")) return false;
  return left.same !== undefined && left.same === right.same ? true : undefined;
}

/** The outcome of a strict operator whose answer for two present values is known or open. */
export function strict(left: Value, right: Value, answer: boolean | undefined): Value {
  const both = left.present && right.present;
  return truth({
    true: both && answer !== false,
    false: both && answer !== true,
    null: left.nullable || right.nullable,
  });
}

/** The outcome of a comparison operator. */
export function compare(name: string, left: Value, right: Value): Value {
  const same = equal(left, right);
  if (name === "=") return strict(left, right, same);
  if (name === "<>") return strict(left, right, same === undefined ? undefined : !same);
  if (!["<", "<=", ">", ">="].includes(name)) return UNKNOWN;
  // The order of texts is the collation's affair.
  const [one, other] = [left.constant, right.constant];
  if (typeof one === "number" && typeof other === "number") {
    const answers = { "<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other };
    return strict(left, right, answers[name as keyof typeof answers]);
  }
  return strict(left, right, same === true ? name.endsWith("=") : undefined);
}

/** True and nothing else. */
export function isCertain(value: Value): boolean {
  return value.constant === true && !value.nullable;
}

/** One of several values: what they have in common. */
export function oneOf(values: readonly Value[]): Value {
  const present = values.filter((value) => value.present);
  const { constant, same } = present[0] ?? {};
  const isCommon = constant !== undefined && present.every((value) => value.constant === constant);
  const isSame = same !== undefined && present.every((value) => value.same === same);
  return {
    nullable: values.some((value) => value.nullable),
    present: present.length > 0,
    ...(isCommon ? { constant } : {}),
    ...(isSame ? { same } : {}),
    ...(present.length > 0 && values.every((value) => value.claims) ? { claims: true } : {}),
  };
}
