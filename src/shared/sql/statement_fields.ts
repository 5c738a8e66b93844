/** Statements whose names the server resolves each time they run; other commands define things, or act on them whole. */
export const QUERIES: ReadonlySet<string> = new Set(
  "SelectStmt InsertStmt UpdateStmt DeleteStmt MergeStmt CallStmt ReturnStmt".split(" "),
);

/** Fields of a command that hold a relation it changes, by kind. */
export const WRITTEN_FIELDS: Readonly<Record<string, string>> = {
  AlterPolicyStmt: "table",
  AlterSeqStmt: "sequence",
  AlterTableStmt: "relation",
  CopyFrom: "relation",
  CreatePolicyStmt: "table",
  CreateSeqStmt: "sequence",
  CreateStmt: "relation",
  CreateTrigStmt: "relation",
  DeleteStmt: "relation",
  IndexStmt: "relation",
  InsertStmt: "relation",
  IntoClause: "rel",
  LockStmt: "relations",
  MergeStmt: "relation",
  RefreshMatViewStmt: "relation",
  RenameStmt: "relation",
  RuleStmt: "relation",
  TruncateStmt: "relations",
  UpdateStmt: "relation",
  ViewStmt: "view",
};

/** Fields that hold the relation a command makes, by kind. */
export const MADE_FIELDS: Readonly<Record<string, string>> = {
  CompositeTypeStmt: "typevar",
  CreateSeqStmt: "sequence",
  CreateStmt: "relation",
  IntoClause: "rel",
  ViewStmt: "view",
};

/** Fields that hold the name of a type or routine a command makes, by kind. */
export const MADE_NAMES: Readonly<Record<string, string>> = {
  CreateDomainStmt: "domainname",
  CreateEnumStmt: "typeName",
  CreateRangeStmt: "typeName",
  DefineStmt: "defnames",
};
