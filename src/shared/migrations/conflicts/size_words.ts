import { describeSize, type Size, sizeEvidence } from "../../vector/size.ts";

/** A size in words; its line in a body is left out, since findings have the line in the file. */
export function sizeText(size: Size): string {
  const { line: _line, ...rest } = size;
  return describeSize(rest);
}

/** The same as evidence. */
export function sizeFacts(size: Size): ReturnType<typeof sizeEvidence> {
  const { line: _line, ...rest } = size;
  return sizeEvidence(rest);
}
