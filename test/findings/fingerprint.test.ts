import fc from "fast-check";
import { expect, test } from "vitest";
import { OBJECT_KINDS, type ObjectRef } from "../../src/shared/catalog/identity.ts";
import { fingerprint } from "../../src/shared/findings/fingerprint.ts";

const object = fc.record(
  {
    kind: fc.constantFrom(...OBJECT_KINDS),
    schema: fc.string({ unit: "binary" }),
    name: fc.string({ unit: "binary" }),
    table: fc.string({ unit: "binary" }),
    signature: fc.string({ unit: "binary" }),
    identity: fc.string({ unit: "binary" }),
  },
  { requiredKeys: ["kind", "name", "identity"] },
) as fc.Arbitrary<ObjectRef>;

/** What a fingerprint stands for; an absent part is an empty one. */
function key(rule: string, ref: ObjectRef, discriminator: string): string {
  return JSON.stringify([
    rule,
    ref.kind,
    ref.schema ?? "",
    ref.table ?? "",
    ref.signature ?? ref.name,
    discriminator,
  ]);
}

test("a fingerprint is 64 hex digits and depends on rule, object and discriminator alone", () => {
  fc.assert(
    fc.property(fc.string(), object, fc.string(), fc.string(), (rule, ref, discriminator, identity) => {
      const print = fingerprint(rule, ref, discriminator);
      expect(print).toMatch(/^[0-9a-f]{64}$/);
      expect(fingerprint(rule, { ...ref, identity }, discriminator)).toBe(print);
    }),
  );
});

test("two fingerprints are equal exactly when all parts are", () => {
  fc.assert(
    fc.property(
      fc.tuple(fc.string(), object, fc.string()),
      fc.tuple(fc.string(), object, fc.string()),
      (left, right) => {
        expect(fingerprint(...left) === fingerprint(...right)).toBe(key(...left) === key(...right));
      },
    ),
  );
});

test("a name that contains what separates the parts is no other object", () => {
  const at = (schema: string, name: string): ObjectRef => ({ kind: "relation", schema, name, identity: "" });
  expect(fingerprint("rule", at("a.b", "c"))).not.toBe(fingerprint("rule", at("a", "b.c")));
  expect(fingerprint("rule", at('a","', "c"))).not.toBe(fingerprint("rule", at("a", '","c')));
});
