/** How the keys of a tenant's partitions begin: this, the tenant, and the end or a `#`. */
export const tenantPrefix = 'T#';

/**
 * The partitions that are no tenant's, by how their keys begin: login names, which are unique in the deployment; what
 * limits an address, or a login name that may be nobody's; what the sweeps of connections and of files go by; the
 * inspection's progress.
 */
export const sharedPartitions = ['DIRECTORY', 'ADDRESS', 'LOGIN', 'SWEEP', 'UNATTACHED', 'INSPECTION'] as const;

/** Partitions that are no tenant's. */
export type SharedPartition = (typeof sharedPartitions)[number];
