/** Names, numbers, subscripts and operators, and nothing that could be a call, a string, a comment or a cast. */
const PLAIN_TEXT = /^[\w\s.,[\]+\-*/%=<>!|]*$/;

/** Words that make a query of an expression, or an operator or a call that is written as a word. */
const TELLING_WORD =
  /\b(?:as|at|between|collate|distinct|except|fetch|for|from|group|having|ilike|in|intersect|is\s+json|is\s+normalized|like|limit|offset|operator|order|select|similar|table|union|values|where|window|with)\b/i;

/** A sign that may belong to a number, or a star that is no multiplication. */
const DOUBTFUL_SIGN =
  /(?:^|[=<>!|*/%,[+-]|\b(?:and|case|else|not|or|then|when))\s*[-+]|(?:^|[.,[])\s*\*|\*\s*(?:$|,)/i;

const OPERATOR_RUN = /[-+*/%=<>!|]+/g;

/** Operators that mean the same on the types of every database, whatever else extensions give the name to. */
export const PLAIN_OPERATOR = /^(?:[-+*/%^=]|<>|!=|<=?|>=?|\|\||->>?|#>>?|~~?\*?|!~~?\*?)$/;

const DOTTED_NAME = /\b[a-z_]\w*(?:\s*\.\s*[a-z_]\w*)+/gi;

/** What an expression that need not be parsed can refer to. */
export interface SimpleExpression {
  readonly hasOperator: boolean;
  /** Names with a point in them, in parts, folded: fields of records. */
  readonly fields: readonly (readonly string[])[];
}

/**
 * Reads an expression that is made of variables, numbers and everyday operators, the better half of those in a body:
 * parsing it would show no relation, call, type or column. Nothing for any other.
 */
export function readSimpleExpression(text: string): SimpleExpression | undefined {
  if (!PLAIN_TEXT.test(text) || TELLING_WORD.test(text) || DOUBTFUL_SIGN.test(text)) return undefined;
  const operators = text.match(OPERATOR_RUN);
  if (operators?.some((operator) => !PLAIN_OPERATOR.test(operator))) return undefined;
  const fields = text.includes(".") ? (text.match(DOTTED_NAME) ?? []).map(partsOf) : [];
  return { hasOperator: operators !== null, fields };
}

function partsOf(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(".")
    .map((part) => part.trim());
}
