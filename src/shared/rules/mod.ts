import { anonSecurityDefinerFunctionExecutable } from "./anon_security_definer_function_executable.ts";
import { auditOverdue } from "./audit_overdue.ts";
import { authRlsInitplan } from "./auth_rls_initplan.ts";
import { authUsersExposed } from "./auth_users_exposed.ts";
import { authenticatedSecurityDefinerFunctionExecutable } from "./authenticated_security_definer_function_executable.ts";
import { constraintNotValidated } from "./constraint_not_validated.ts";
import { cronJobFailing } from "./cron_job_failing.ts";
import { defaultPrivilegesOpen } from "./default_privileges_open.ts";
import { duplicateIndex } from "./duplicate_index.ts";
import { extensionInPublic } from "./extension_in_public.ts";
import { extensionVersionsOutdated } from "./extension_versions_outdated.ts";
import { fkeyToAuthUnique } from "./fkey_to_auth_unique.ts";
import { foreignTableInApi } from "./foreign_table_in_api.ts";
import { functionBodyBroken } from "./function_body_broken.ts";
import { functionOverloadLeftBehind } from "./function_overload_left_behind.ts";
import { functionSearchPathMutable } from "./function_search_path_mutable.ts";
import { functionSearchPathShadowable } from "./function_search_path_shadowable.ts";
import { hardcodedSecret } from "./hardcoded_secret.ts";
import { indexInvalid } from "./index_invalid.ts";
import { insecureQueueExposedInApi } from "./insecure_queue_exposed_in_api.ts";
import { materializedViewInApi } from "./materialized_view_in_api.ts";
import { migrationEditedAfterApply } from "./migration_edited_after_apply.ts";
import { migrationNameInvalid } from "./migration_name_invalid.ts";
import { migrationNotApplied } from "./migration_not_applied.ts";
import { migrationNotInRepository } from "./migration_not_in_repository.ts";
import { migrationOutOfOrder } from "./migration_out_of_order.ts";
import { migrationRenamed } from "./migration_renamed.ts";
import { migrationVersionDuplicate } from "./migration_version_duplicate.ts";
import { multiplePermissivePolicies } from "./multiple_permissive_policies.ts";
import { noPrimaryKey } from "./no_primary_key.ts";
import { objectChanged } from "./object_changed.ts";
import { objectMissing } from "./object_missing.ts";
import { objectUnexpected } from "./object_unexpected.ts";
import { orphanedRows } from "./orphaned_rows.ts";
import { pgGraphqlAnonTableExposed } from "./pg_graphql_anon_table_exposed.ts";
import { pgGraphqlAuthenticatedTableExposed } from "./pg_graphql_authenticated_table_exposed.ts";
import { policyAllowsUnauthenticated } from "./policy_allows_unauthenticated.ts";
import { policyAnyAuthenticated } from "./policy_any_authenticated.ts";
import { policyExistsRlsDisabled } from "./policy_exists_rls_disabled.ts";
import { policySelfRecursive } from "./policy_self_recursive.ts";
import { policyUpdateWithoutCheck } from "./policy_update_without_check.ts";
import { publicBucketAllowsListing } from "./public_bucket_allows_listing.ts";
import { requiredObjectMissing } from "./required_object_missing.ts";
import { rlsDisabledInPublic } from "./rls_disabled_in_public.ts";
import { rlsEnabledNoPolicy } from "./rls_enabled_no_policy.ts";
import { rlsPolicyAlwaysTrue } from "./rls_policy_always_true.ts";
import { rlsReferencesUserMetadata } from "./rls_references_user_metadata.ts";
import { roleBypassesRls } from "./role_bypasses_rls.ts";
import type { Rule } from "./rule.ts";
import { secretInCronCommand } from "./secret_in_cron_command.ts";
import { securityDefinerDynamicSql } from "./security_definer_dynamic_sql.ts";
import { securityDefinerFunction } from "./security_definer_function.ts";
import { securityDefinerView } from "./security_definer_view.ts";
import { sensitiveColumnsExposed } from "./sensitive_columns_exposed.ts";
import { sequenceExhaustion } from "./sequence_exhaustion.ts";
import { tableBloat } from "./table_bloat.ts";
import { triggerDisabled } from "./trigger_disabled.ts";
import { unindexedForeignKeys } from "./unindexed_foreign_keys.ts";
import { unsupportedRegTypes } from "./unsupported_reg_types.ts";
import { unusedIndex } from "./unused_index.ts";
import { vectorDataMixedDimensions } from "./vector_data_mixed_dimensions.ts";
import { vectorDimensionMismatch } from "./vector_dimension_mismatch.ts";
import { vectorDimensionUnspecified } from "./vector_dimension_unspecified.ts";
import { vectorIndexDimensionLimit } from "./vector_index_dimension_limit.ts";
import { vectorIndexMissing } from "./vector_index_missing.ts";
import { vectorIndexOperatorMismatch } from "./vector_index_operator_mismatch.ts";

/** Every rule, by category and name. */
export const RULES: readonly Rule[] = [
  anonSecurityDefinerFunctionExecutable,
  authenticatedSecurityDefinerFunctionExecutable,
  functionBodyBroken,
  functionOverloadLeftBehind,
  functionSearchPathMutable,
  functionSearchPathShadowable,
  hardcodedSecret,
  securityDefinerDynamicSql,
  securityDefinerFunction,
  securityDefinerView,
  authRlsInitplan,
  multiplePermissivePolicies,
  policyAllowsUnauthenticated,
  policyAnyAuthenticated,
  policyExistsRlsDisabled,
  policySelfRecursive,
  policyUpdateWithoutCheck,
  rlsDisabledInPublic,
  rlsEnabledNoPolicy,
  rlsPolicyAlwaysTrue,
  rlsReferencesUserMetadata,
  roleBypassesRls,
  authUsersExposed,
  defaultPrivilegesOpen,
  extensionInPublic,
  foreignTableInApi,
  insecureQueueExposedInApi,
  materializedViewInApi,
  pgGraphqlAnonTableExposed,
  pgGraphqlAuthenticatedTableExposed,
  publicBucketAllowsListing,
  sensitiveColumnsExposed,
  vectorDataMixedDimensions,
  vectorDimensionMismatch,
  vectorDimensionUnspecified,
  vectorIndexDimensionLimit,
  vectorIndexMissing,
  vectorIndexOperatorMismatch,
  migrationEditedAfterApply,
  migrationNameInvalid,
  migrationNotApplied,
  migrationNotInRepository,
  migrationOutOfOrder,
  migrationRenamed,
  migrationVersionDuplicate,
  objectChanged,
  objectMissing,
  objectUnexpected,
  fkeyToAuthUnique,
  indexInvalid,
  noPrimaryKey,
  requiredObjectMissing,
  unsupportedRegTypes,
  constraintNotValidated,
  orphanedRows,
  sequenceExhaustion,
  triggerDisabled,
  duplicateIndex,
  tableBloat,
  unindexedForeignKeys,
  unusedIndex,
  auditOverdue,
  cronJobFailing,
  extensionVersionsOutdated,
  secretInCronCommand,
];

/** The rule with this id. */
export function findRule(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}
