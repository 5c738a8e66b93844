import type { Conflict } from "./conflict.ts";
import { dataStatement } from "./data_statement.ts";
import { extensionNotEnabled } from "./extension_not_enabled.ts";
import { fileInSubfolder } from "./file_in_subfolder.ts";
import { fileMixedConcerns } from "./file_mixed_concerns.ts";
import { fileNameInvalid } from "./file_name_invalid.ts";
import { fileTooLarge } from "./file_too_large.ts";
import { fileUnparsable } from "./file_unparsable.ts";
import { folderScattered } from "./folder_scattered.ts";
import { functionRedefinedWithOtherSignature } from "./function_redefined_with_other_signature.ts";
import { hardcodedSecretInFile } from "./hardcoded_secret.ts";
import { objectCreatedTwice } from "./object_created_twice.ts";
import { objectNeverCreated } from "./object_never_created.ts";
import { policyWithoutRls } from "./policy_without_rls.ts";
import { referenceAfterDrop } from "./reference_after_drop.ts";
import { referenceBeforeCreation } from "./reference_before_creation.ts";
import { replayDisagrees } from "./replay_disagrees.ts";
import { rlsPolicyAlwaysTrueInFile } from "./rls_policy_always_true.ts";
import { securityDefinerDynamicSqlInFile } from "./security_definer_dynamic_sql.ts";
import { securityDefinerInFile } from "./security_definer_in_file.ts";
import { securityDefinerWithoutSearchPath } from "./security_definer_without_search_path.ts";
import { statementFailsInReplay } from "./statement_fails_in_replay.ts";
import { tableWithoutRls } from "./table_without_rls.ts";
import { unsafeForRollback } from "./unsafe_for_rollback.ts";
import { vectorArgumentConflict } from "./vector_argument_conflict.ts";
import { vectorDimensionConflict } from "./vector_dimension_conflict.ts";
import { versionDuplicate } from "./version_duplicate.ts";
import { versionMixedLength } from "./version_mixed_length.ts";
import { viewWithoutSecurityInvoker } from "./view_without_security_invoker.ts";
import { writeWithoutWhere } from "./write_without_where.ts";

/** Every conflict, in the order of the documentation. */
export const CONFLICTS: readonly Conflict[] = [
  versionDuplicate,
  versionMixedLength,
  fileNameInvalid,
  fileInSubfolder,
  folderScattered,
  fileTooLarge,
  fileMixedConcerns,
  fileUnparsable,
  objectCreatedTwice,
  functionRedefinedWithOtherSignature,
  referenceBeforeCreation,
  referenceAfterDrop,
  objectNeverCreated,
  extensionNotEnabled,
  securityDefinerInFile,
  securityDefinerWithoutSearchPath,
  securityDefinerDynamicSqlInFile,
  hardcodedSecretInFile,
  tableWithoutRls,
  policyWithoutRls,
  rlsPolicyAlwaysTrueInFile,
  viewWithoutSecurityInvoker,
  vectorDimensionConflict,
  vectorArgumentConflict,
  dataStatement,
  writeWithoutWhere,
  unsafeForRollback,
  statementFailsInReplay,
  replayDisagrees,
];

/** The conflict with this id. */
export function findConflict(id: string): Conflict | undefined {
  return CONFLICTS.find((conflict) => conflict.id === id);
}
