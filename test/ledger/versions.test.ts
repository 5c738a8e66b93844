import { describe, expect, test } from "vitest";
import { nameFaults, usableName } from "../../src/shared/ledger/names.ts";
import { repeatedContent } from "../../src/shared/ledger/repeated_content.ts";
import { duplicateVersions, misplacedVersions, versionNumber } from "../../src/shared/ledger/versions.ts";

function duplicates(...versions: string[]) {
  return duplicateVersions(versions.map((version, position) => ({ version, position }))).map(
    ({ version, kind, original, duplicates: rest }) =>
      `${version} ${kind} ${original.position}:${rest.map((entry) => entry.position).join(",")}`,
  );
}

describe("duplicateVersions", () => {
  test("names every version text that an earlier entry has, as text or as number", () => {
    expect(duplicates("1", "2", "2", "02", "2")).toEqual(["2 same_version 1:2,4"]);
    expect(duplicates("24", "024", "0024")).toEqual(["024 same_number 2:1", "24 same_number 2:0"]);
  });

  test("keeps apart what is no number", () => {
    expect(duplicates("a", "b", "010b", "10b")).toEqual([]);
    expect(duplicates("a", "a")).toEqual(["a same_version 0:1"]);
  });
});

describe("misplacedVersions", () => {
  function misplaced(...versions: string[]) {
    return misplacedVersions(versions).map(({ version, kind, against }) => `${version} ${kind} ${against}`);
  }

  test("finds the fewest whose order by text is not their order by number", () => {
    expect(misplaced("1", "2", "3", "9", "10")).toEqual(["1 prefix 10", "10 number 2"]);
    expect(misplaced("001", "20250119", "999999")).toEqual(["999999 number 20250119"]);
  });

  test("finds a version that begins another one, since their files sort the other way round", () => {
    expect(misplaced("20240430101010", "20240501", "20240501120000")).toEqual([
      "20240501 prefix 20240501120000",
    ]);
    expect(misplaced("20250119", "20250119000001", "20250120000000")).toEqual([
      "20250119 prefix 20250119000001",
    ]);
  });

  test("is silent on versions of one length, on padded numbers before stamps, and on what is no number", () => {
    expect(misplaced("20250101000000", "20250102000000")).toEqual([]);
    expect(misplaced("001", "041", "20250101000000")).toEqual([]);
    expect(misplaced("b", "10", "a")).toEqual([]);
  });
});

test("versionNumber reads what fits a signed 64-bit integer", () => {
  expect(versionNumber("9223372036854775807")).toBe(9223372036854775807n);
  expect(versionNumber("9223372036854775808")).toBeUndefined();
  expect(versionNumber("-1")).toBeUndefined();
});

test("usableName makes a name without faults, also of one that is far too long", () => {
  for (const name of ["a/b\\c", "line\nbreak", 'what: "this"?', "ä".repeat(400)]) {
    expect(nameFaults({ version: "1", name: usableName("1", name) })).toEqual([]);
  }
});

test("repeatedContent leaves a row with the same version to duplicateVersions", () => {
  const statements = ["create table t (id int)"];
  const row = (version: string) => ({ version, name: "n", statements });
  expect(repeatedContent([row("1"), row("1"), row("2")]).map(({ entry }) => entry.version)).toEqual(["2"]);
});
