"""Static files, the manifest and the service worker."""
