"""What a workspace remembers beside its tables: sources, runs, publications, segments and an audit trail."""
