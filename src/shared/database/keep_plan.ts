/**
 * Stands in front of a statement that is asked again and again in one transaction, and whose answer has the same columns
 * whatever becomes of tables meanwhile: the embedded database keeps its plan until the transaction ends. To plan what reads
 * the catalog takes longer than to run it.
 */
export const KEEP_PLAN = "/* keep plan */ ";
