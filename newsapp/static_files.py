"""Static files in production: named by their content, so that browsers keep them for ever, and compressed."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleAwareStorage(CompressedManifestStaticFilesStorage):
    """Also rewrites the imports of JavaScript modules, which must each end in a semicolon to be found."""

    support_js_module_import_aggregation = True
