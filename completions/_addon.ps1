
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'addon' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'addon'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'addon' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('registry', 'registry', [CompletionResultType]::ParameterValue, 'Manage the registries that addons come from and go to')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Create the folder of a new addon')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Find mistakes in addons, with the lines that they are in')
            [CompletionResult]::new('package', 'package', [CompletionResultType]::ParameterValue, 'Pack addon folders as Helm-compatible packages')
            [CompletionResult]::new('push', 'push', [CompletionResultType]::ParameterValue, 'Push addons and charts to a registry')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Bring everything that folders, packages and registries hold into one registry')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the addons that the registries offer and those that a cluster has')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List the addons that the registries offer and those that a cluster has')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show an addon: metadata, versions, files and the text for readers')
            [CompletionResult]::new('render', 'render', [CompletionResultType]::ParameterValue, 'Print the Kubernetes objects that enabling an addon creates')
            [CompletionResult]::new('images', 'images', [CompletionResultType]::ParameterValue, 'List the container images that addons need')
            [CompletionResult]::new('enable', 'enable', [CompletionResultType]::ParameterValue, 'Install an addon, and the addons that it needs, in the cluster')
            [CompletionResult]::new('install', 'install', [CompletionResultType]::ParameterValue, 'Install an addon, and the addons that it needs, in the cluster')
            [CompletionResult]::new('upgrade', 'upgrade', [CompletionResultType]::ParameterValue, 'Install another version or other arguments of an addon that is enabled')
            [CompletionResult]::new('disable', 'disable', [CompletionResultType]::ParameterValue, 'Remove an addon from the cluster')
            [CompletionResult]::new('uninstall', 'uninstall', [CompletionResultType]::ParameterValue, 'Remove an addon from the cluster')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Tell how addons are in the cluster: phase, clusters, versions, parameters')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show what enabling or upgrading an addon would change in the cluster')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Fetch an addon or chart from a registry, as a package or as a folder')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve addons and charts from a folder, as ChartMuseum does')
            [CompletionResult]::new('try', 'try', [CompletionResultType]::ParameterValue, 'See the whole way of an addon: scaffold, package, serve, push, list and pull')
            [CompletionResult]::new('cue', 'cue', [CompletionResultType]::ParameterValue, 'Evaluate, check and format files in CUE')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the man pages, each behind a line with its file name')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'addon;registry' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a registry behind those that are there')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the registries, in the order in which they are asked')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List the registries, in the order in which they are asked')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show what is configured for a registry, without its secrets')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change a registry: what is given, and nothing else')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a registry from the configuration')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Delete a registry from the configuration')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Delete a registry from the configuration')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Take over the registries of a KubeVela installation')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the registries as the manifests that KubeVela keeps them in')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'addon;registry;add' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Kind of the registry: git, gitee, gitlab, helm, OSS or local [default: guessed from the endpoint]')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Address of the repository or bucket, or folder of a local registry')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'Folder of the addons in a git repository or bucket')
            [CompletionResult]::new('--ref', '--ref', [CompletionResultType]::ParameterName, 'Branch, tag or commit of a git repository [default: its default branch]')
            [CompletionResult]::new('--bucket', '--bucket', [CompletionResultType]::ParameterName, 'Name of the bucket')
            [CompletionResult]::new('--token', '--token', [CompletionResultType]::ParameterName, 'Token of a git or helm registry; better given by --token-stdin or the environment')
            [CompletionResult]::new('--allow-clear-text-token', '--allow-clear-text-token', [CompletionResultType]::ParameterName, 'Send the token of a git registry even over plain http')
            [CompletionResult]::new('--gitlab-repo-name', '--gitlab-repo-name', [CompletionResultType]::ParameterName, 'Name of the repository; GitLab only, needed when it cannot be told from the endpoint')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'User of a helm registry')
            [CompletionResult]::new('--password', '--password', [CompletionResultType]::ParameterName, 'Password of a helm registry; better given by --password-stdin or the environment')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'File of certificates to trust besides those of the system')
            [CompletionResult]::new('--cert-file', '--cert-file', [CompletionResultType]::ParameterName, 'File of the certificate to identify with')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'File of the key that belongs to the certificate')
            [CompletionResult]::new('--insecure-skip-tls-verify', '--insecure-skip-tls-verify', [CompletionResultType]::ParameterName, 'Accept any certificate of the server')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--token-stdin', '--token-stdin', [CompletionResultType]::ParameterName, 'Read the token from standard input')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from standard input')
            [CompletionResult]::new('--no-check', '--no-check', [CompletionResultType]::ParameterName, 'Do not ask whether the registry answers')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Replace a registry of that name')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace a registry of that name')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'addon;registry;list' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the list')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the list')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;registry;ls' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the list')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the list')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;registry;get' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;registry;update' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Kind of the registry: git, gitee, gitlab, helm, OSS or local [default: guessed from the endpoint]')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Address of the repository or bucket, or folder of a local registry')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'Folder of the addons in a git repository or bucket')
            [CompletionResult]::new('--ref', '--ref', [CompletionResultType]::ParameterName, 'Branch, tag or commit of a git repository [default: its default branch]')
            [CompletionResult]::new('--bucket', '--bucket', [CompletionResultType]::ParameterName, 'Name of the bucket')
            [CompletionResult]::new('--token', '--token', [CompletionResultType]::ParameterName, 'Token of a git or helm registry; better given by --token-stdin or the environment')
            [CompletionResult]::new('--allow-clear-text-token', '--allow-clear-text-token', [CompletionResultType]::ParameterName, 'Send the token of a git registry even over plain http')
            [CompletionResult]::new('--gitlab-repo-name', '--gitlab-repo-name', [CompletionResultType]::ParameterName, 'Name of the repository; GitLab only, needed when it cannot be told from the endpoint')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'User of a helm registry')
            [CompletionResult]::new('--password', '--password', [CompletionResultType]::ParameterName, 'Password of a helm registry; better given by --password-stdin or the environment')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'File of certificates to trust besides those of the system')
            [CompletionResult]::new('--cert-file', '--cert-file', [CompletionResultType]::ParameterName, 'File of the certificate to identify with')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'File of the key that belongs to the certificate')
            [CompletionResult]::new('--insecure-skip-tls-verify', '--insecure-skip-tls-verify', [CompletionResultType]::ParameterName, 'Accept any certificate of the server')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--token-stdin', '--token-stdin', [CompletionResultType]::ParameterName, 'Read the token from standard input')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from standard input')
            [CompletionResult]::new('--no-check', '--no-check', [CompletionResultType]::ParameterName, 'Do not ask whether the registry answers')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'addon;registry;delete' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'addon;registry;remove' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'addon;registry;rm' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'addon;registry;import' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of KubeVela''s system in the cluster [default: vela-system]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of KubeVela''s system in the cluster [default: vela-system]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig to use instead of the current one')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'Longest wait for each answer of the cluster, in seconds')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Replace registries that are there and differ')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace registries that are there and differ')
            [CompletionResult]::new('--from-cluster', '--from-cluster', [CompletionResultType]::ParameterName, 'Read from the cluster instead of a file')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;registry;export' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of KubeVela''s system [default: vela-system]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of KubeVela''s system [default: vela-system]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig to use instead of the current one')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'Longest wait for each answer of the cluster, in seconds')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--to-cluster', '--to-cluster', [CompletionResultType]::ParameterName, 'Write to the cluster instead of a file')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Replace registries of the cluster that differ')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace registries of the cluster that differ')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;registry;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a registry behind those that are there')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the registries, in the order in which they are asked')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show what is configured for a registry, without its secrets')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change a registry: what is given, and nothing else')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a registry from the configuration')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Take over the registries of a KubeVela installation')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the registries as the manifests that KubeVela keeps them in')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'addon;registry;help;add' {
            break
        }
        'addon;registry;help;list' {
            break
        }
        'addon;registry;help;get' {
            break
        }
        'addon;registry;help;update' {
            break
        }
        'addon;registry;help;delete' {
            break
        }
        'addon;registry;help;import' {
            break
        }
        'addon;registry;help;export' {
            break
        }
        'addon;registry;help;help' {
            break
        }
        'addon;init' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Folder to create [default: ./NAME]')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'Folder to create [default: ./NAME]')
            [CompletionResult]::new('--helm-repo', '--helm-repo', [CompletionResultType]::ParameterName, 'Helm repository (or oci:// address) of a chart that the addon installs')
            [CompletionResult]::new('--chart', '--chart', [CompletionResultType]::ParameterName, 'Name of the chart')
            [CompletionResult]::new('--chart-version', '--chart-version', [CompletionResultType]::ParameterName, 'Version of the chart, which becomes the addon''s')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'Address of a manifest that the addon installs (can be repeated)')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Address of a manifest that the addon installs (can be repeated)')
            [CompletionResult]::new('--components', '--components', [CompletionResultType]::ParameterName, 'Components to start in Go')
            [CompletionResult]::new('--traits', '--traits', [CompletionResultType]::ParameterName, 'Traits to start in Go')
            [CompletionResult]::new('--policies', '--policies', [CompletionResultType]::ParameterName, 'Policies to start in Go')
            [CompletionResult]::new('--workflowsteps', '--workflowsteps', [CompletionResultType]::ParameterName, 'Workflow steps to start in Go')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Write into a folder that is not empty, and over the files of the scaffold')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write into a folder that is not empty, and over the files of the scaffold')
            [CompletionResult]::new('--no-samples', '--no-samples', [CompletionResultType]::ParameterName, 'Leave out the sample files')
            [CompletionResult]::new('--godef', '--godef', [CompletionResultType]::ParameterName, 'Start a folder of definitions written in Go')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;lint' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Registry to look for dependencies in, beside the addons given (can be repeated)')
            [CompletionResult]::new('--registry', '--registry', [CompletionResultType]::ParameterName, 'Registry to look for dependencies in, beside the addons given (can be repeated)')
            [CompletionResult]::new('--disable', '--disable', [CompletionResultType]::ParameterName, 'Rule to switch off (can be repeated)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the findings')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the findings')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Fail on warnings as on errors')
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'List the rules instead')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;package' {
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Folder to write to, or `-` for standard output')
            [CompletionResult]::new('--destination', '--destination', [CompletionResultType]::ParameterName, 'Folder to write to, or `-` for standard output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Version to give the package')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Version to give the package')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Version of what the addon installs')
            [CompletionResult]::new('--app-version', '--app-version', [CompletionResultType]::ParameterName, 'Version of what the addon installs')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Refuse what would only be a warning')
            [CompletionResult]::new('--write-chart-yaml', '--write-chart-yaml', [CompletionResultType]::ParameterName, 'Also write the generated Chart.yaml into the addon''s folder')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;push' {
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Version to give the package')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Version to give the package')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Version of what the addon or chart installs')
            [CompletionResult]::new('--app-version', '--app-version', [CompletionResultType]::ParameterName, 'Version of what the addon or chart installs')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'User name')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'User name')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Password; better given by --password-stdin or the environment')
            [CompletionResult]::new('--password', '--password', [CompletionResultType]::ParameterName, 'Password; better given by --password-stdin or the environment')
            [CompletionResult]::new('--access-token', '--access-token', [CompletionResultType]::ParameterName, 'Token to send as `Authorization: Bearer`')
            [CompletionResult]::new('--auth-header', '--auth-header', [CompletionResultType]::ParameterName, 'Header to send the token in instead')
            [CompletionResult]::new('--context-path', '--context-path', [CompletionResultType]::ParameterName, 'Part of the URL''s path that lies before the server''s /api')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'File of certificates to trust besides those of the system')
            [CompletionResult]::new('--cert-file', '--cert-file', [CompletionResultType]::ParameterName, 'File of the certificate to identify with')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'File of the key that belongs to the certificate')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Longest wait for the server, in seconds; 0 waits for ever')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Longest wait for the server, in seconds; 0 waits for ever')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from standard input')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Accept any certificate of the server')
            [CompletionResult]::new('--use-http', '--use-http', [CompletionResultType]::ParameterName, 'Take http where the URL says cm://')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Overwrite what is there with other content')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite what is there with other content')
            [CompletionResult]::new('--allow-name-clash', '--allow-name-clash', [CompletionResultType]::ParameterName, 'Let an addon and a plain chart share a name')
            [CompletionResult]::new('--keep-chartmeta', '--keep-chartmeta', [CompletionResultType]::ParameterName, 'Keep the Chart.yaml of an addon''s folder when it is valid')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;sync' {
            [CompletionResult]::new('--match', '--match', [CompletionResultType]::ParameterName, 'Take only what has such a name (can be repeated)')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out what has such a name (can be repeated)')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Leave out what is older, as 2026-01-31 or 2026-01-31T12:00:00Z')
            [CompletionResult]::new('--if-exists', '--if-exists', [CompletionResultType]::ParameterName, 'What to do about versions that the registry has')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'The most requests at once; fewer while the registry is slow or refuses')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'The most requests at once; fewer while the registry is slow or refuses')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Also write the result to this file, in JSON')
            [CompletionResult]::new('--retry-failed', '--retry-failed', [CompletionResultType]::ParameterName, 'Take only what failed in the run that wrote this report')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'User name')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'User name')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Password; better given by --password-stdin or the environment')
            [CompletionResult]::new('--password', '--password', [CompletionResultType]::ParameterName, 'Password; better given by --password-stdin or the environment')
            [CompletionResult]::new('--access-token', '--access-token', [CompletionResultType]::ParameterName, 'Token to send as `Authorization: Bearer`')
            [CompletionResult]::new('--auth-header', '--auth-header', [CompletionResultType]::ParameterName, 'Header to send the token in instead')
            [CompletionResult]::new('--context-path', '--context-path', [CompletionResultType]::ParameterName, 'Part of the URL''s path that lies before the server''s /api')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'File of certificates to trust besides those of the system')
            [CompletionResult]::new('--cert-file', '--cert-file', [CompletionResultType]::ParameterName, 'File of the certificate to identify with')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'File of the key that belongs to the certificate')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Longest wait for the server, in seconds; 0 waits for ever')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Longest wait for the server, in seconds; 0 waits for ever')
            [CompletionResult]::new('--charts-to', '--charts-to', [CompletionResultType]::ParameterName, 'Where charts go: another registry, where they keep their names, or a prefix of names, which ends in a dash [default: chart-]')
            [CompletionResult]::new('--rewrite-to', '--rewrite-to', [CompletionResultType]::ParameterName, 'Have the packaged copies of the addons take their charts from this address; the sources stay as they are')
            [CompletionResult]::new('--chart-mirror', '--chart-mirror', [CompletionResultType]::ParameterName, 'Where to get charts from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'Print what would be done, and change nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print what would be done, and change nothing')
            [CompletionResult]::new('--latest', '--latest', [CompletionResultType]::ParameterName, 'Take only the newest version of each addon and chart')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Overwrite what is there with other content; the same as --if-exists=overwrite')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite what is there with other content; the same as --if-exists=overwrite')
            [CompletionResult]::new('--allow-name-clash', '--allow-name-clash', [CompletionResultType]::ParameterName, 'Let an addon and a plain chart share a name')
            [CompletionResult]::new('--delete', '--delete', [CompletionResultType]::ParameterName, 'Remove from the registry what no source has any more, after asking')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Delete without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Delete without asking')
            [CompletionResult]::new('--fail-fast', '--fail-fast', [CompletionResultType]::ParameterName, 'End with the first failure')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from standard input')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Accept any certificate of the server')
            [CompletionResult]::new('--use-http', '--use-http', [CompletionResultType]::ParameterName, 'Take http where the URL says cm://')
            [CompletionResult]::new('--with-charts', '--with-charts', [CompletionResultType]::ParameterName, 'Also bring the Helm charts that the addons install, found in what they render to')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;list' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Registry to list (can be repeated)')
            [CompletionResult]::new('--registry', '--registry', [CompletionResultType]::ParameterName, 'Registry to list (can be repeated)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the list')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the list')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig to use instead of the current one')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'Longest wait for each answer of the cluster, in seconds')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--installed', '--installed', [CompletionResultType]::ParameterName, 'List only what is enabled in the cluster')
            [CompletionResult]::new('--outdated', '--outdated', [CompletionResultType]::ParameterName, 'List only what is enabled in a version older than the newest on offer')
            [CompletionResult]::new('--all-versions', '--all-versions', [CompletionResultType]::ParameterName, 'List each version in a row of its own')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'List plain Helm charts and hidden addons too, and addons that an earlier registry shadows')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'List plain Helm charts and hidden addons too, and addons that an earlier registry shadows')
            [CompletionResult]::new('--no-cluster', '--no-cluster', [CompletionResultType]::ParameterName, 'Do not ask the cluster which addons are enabled')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;ls' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Registry to list (can be repeated)')
            [CompletionResult]::new('--registry', '--registry', [CompletionResultType]::ParameterName, 'Registry to list (can be repeated)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the list')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the list')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig to use instead of the current one')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'Longest wait for each answer of the cluster, in seconds')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--installed', '--installed', [CompletionResultType]::ParameterName, 'List only what is enabled in the cluster')
            [CompletionResult]::new('--outdated', '--outdated', [CompletionResultType]::ParameterName, 'List only what is enabled in a version older than the newest on offer')
            [CompletionResult]::new('--all-versions', '--all-versions', [CompletionResultType]::ParameterName, 'List each version in a row of its own')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'List plain Helm charts and hidden addons too, and addons that an earlier registry shadows')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'List plain Helm charts and hidden addons too, and addons that an earlier registry shadows')
            [CompletionResult]::new('--no-cluster', '--no-cluster', [CompletionResultType]::ParameterName, 'Do not ask the cluster which addons are enabled')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;show' {
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Version, or a constraint on it, in a registry')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Version, or a constraint on it, in a registry')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;render' {
            [CompletionResult]::new('--set-string', '--set-string', [CompletionResultType]::ParameterName, 'Values that are text whatever they look like')
            [CompletionResult]::new('--set-json', '--set-json', [CompletionResultType]::ParameterName, 'Values in JSON, or one JSON object for all')
            [CompletionResult]::new('--set-file', '--set-file', [CompletionResultType]::ParameterName, 'Values that are the content of files')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'File of values in YAML, JSON or CUE; `-` reads standard input')
            [CompletionResult]::new('--values', '--values', [CompletionResultType]::ParameterName, 'File of values in YAML, JSON or CUE; `-` reads standard input')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Version, or a constraint on it, of an addon from a registry')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Version, or a constraint on it, of an addon from a registry')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the objects')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the objects')
            [CompletionResult]::new('--show', '--show', [CompletionResultType]::ParameterName, 'Print one part only')
            [CompletionResult]::new('--kube-version', '--kube-version', [CompletionResultType]::ParameterName, 'Check that the addon runs on this version of Kubernetes')
            [CompletionResult]::new('--vela-version', '--vela-version', [CompletionResultType]::ParameterName, 'Check that the addon runs on this version of KubeVela')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--godef', '--godef', [CompletionResultType]::ParameterName, 'Compile the definitions in godef/, which runs code of the addon; needs Go')
            [CompletionResult]::new('--override-definitions', '--override-definitions', [CompletionResultType]::ParameterName, 'Let definitions in Go take the place of those of the same name in definitions/')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;images' {
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'Where objects of another kind name an image, such as Prometheus=spec.image (can be repeated)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the list')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the list')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--why', '--why', [CompletionResultType]::ParameterName, 'Show what leads to each image')
            [CompletionResult]::new('--sure', '--sure', [CompletionResultType]::ParameterName, 'Leave out guesses')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;enable' {
            [CompletionResult]::new('--set-string', '--set-string', [CompletionResultType]::ParameterName, 'Values that are text whatever they look like')
            [CompletionResult]::new('--set-json', '--set-json', [CompletionResultType]::ParameterName, 'Values in JSON, or one JSON object for all')
            [CompletionResult]::new('--set-file', '--set-file', [CompletionResultType]::ParameterName, 'Values that are the content of files')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'File of values in YAML, JSON or CUE; `-` reads standard input')
            [CompletionResult]::new('--values', '--values', [CompletionResultType]::ParameterName, 'File of values in YAML, JSON or CUE; `-` reads standard input')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Version, or a constraint on it, of an addon from a registry')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Version, or a constraint on it, of an addon from a registry')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Clusters to deploy to, as in `{local,other}`')
            [CompletionResult]::new('--clusters', '--clusters', [CompletionResultType]::ParameterName, 'Clusters to deploy to, as in `{local,other}`')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Longest wait for each addon, as in `90s`, `10m` or `1h`')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig to use instead of the current one')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'Longest wait for each answer of the cluster, in seconds')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Do not check that the addon runs on this version of KubeVela and Kubernetes')
            [CompletionResult]::new('--skip-version-validating', '--skip-version-validating', [CompletionResultType]::ParameterName, 'Do not check that the addon runs on this version of KubeVela and Kubernetes')
            [CompletionResult]::new('--override-definitions', '--override-definitions', [CompletionResultType]::ParameterName, 'Take definitions over that are there already and belong to somebody else')
            [CompletionResult]::new('--godef', '--godef', [CompletionResultType]::ParameterName, 'Compile the definitions in godef/ of a folder, which runs code of the addon; needs Go')
            [CompletionResult]::new('--force-conflicts', '--force-conflicts', [CompletionResultType]::ParameterName, 'Take fields over that others manage')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the objects and change nothing')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Wait until the addon runs; this is the default')
            [CompletionResult]::new('--no-wait', '--no-wait', [CompletionResultType]::ParameterName, 'Return as soon as everything is applied')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer all questions with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer all questions with yes')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;install' {
            [CompletionResult]::new('--set-string', '--set-string', [CompletionResultType]::ParameterName, 'Values that are text whatever they look like')
            [CompletionResult]::new('--set-json', '--set-json', [CompletionResultType]::ParameterName, 'Values in JSON, or one JSON object for all')
            [CompletionResult]::new('--set-file', '--set-file', [CompletionResultType]::ParameterName, 'Values that are the content of files')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'File of values in YAML, JSON or CUE; `-` reads standard input')
            [CompletionResult]::new('--values', '--values', [CompletionResultType]::ParameterName, 'File of values in YAML, JSON or CUE; `-` reads standard input')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Version, or a constraint on it, of an addon from a registry')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Version, or a constraint on it, of an addon from a registry')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Clusters to deploy to, as in `{local,other}`')
            [CompletionResult]::new('--clusters', '--clusters', [CompletionResultType]::ParameterName, 'Clusters to deploy to, as in `{local,other}`')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Longest wait for each addon, as in `90s`, `10m` or `1h`')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig to use instead of the current one')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'Longest wait for each answer of the cluster, in seconds')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Do not check that the addon runs on this version of KubeVela and Kubernetes')
            [CompletionResult]::new('--skip-version-validating', '--skip-version-validating', [CompletionResultType]::ParameterName, 'Do not check that the addon runs on this version of KubeVela and Kubernetes')
            [CompletionResult]::new('--override-definitions', '--override-definitions', [CompletionResultType]::ParameterName, 'Take definitions over that are there already and belong to somebody else')
            [CompletionResult]::new('--godef', '--godef', [CompletionResultType]::ParameterName, 'Compile the definitions in godef/ of a folder, which runs code of the addon; needs Go')
            [CompletionResult]::new('--force-conflicts', '--force-conflicts', [CompletionResultType]::ParameterName, 'Take fields over that others manage')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the objects and change nothing')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Wait until the addon runs; this is the default')
            [CompletionResult]::new('--no-wait', '--no-wait', [CompletionResultType]::ParameterName, 'Return as soon as everything is applied')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer all questions with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer all questions with yes')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;upgrade' {
            [CompletionResult]::new('--set-string', '--set-string', [CompletionResultType]::ParameterName, 'Values that are text whatever they look like')
            [CompletionResult]::new('--set-json', '--set-json', [CompletionResultType]::ParameterName, 'Values in JSON, or one JSON object for all')
            [CompletionResult]::new('--set-file', '--set-file', [CompletionResultType]::ParameterName, 'Values that are the content of files')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'File of values in YAML, JSON or CUE; `-` reads standard input')
            [CompletionResult]::new('--values', '--values', [CompletionResultType]::ParameterName, 'File of values in YAML, JSON or CUE; `-` reads standard input')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Version, or a constraint on it, of an addon from a registry')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Version, or a constraint on it, of an addon from a registry')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Clusters to deploy to, as in `{local,other}`')
            [CompletionResult]::new('--clusters', '--clusters', [CompletionResultType]::ParameterName, 'Clusters to deploy to, as in `{local,other}`')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Longest wait for each addon, as in `90s`, `10m` or `1h`')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig to use instead of the current one')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'Longest wait for each answer of the cluster, in seconds')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--reuse-version', '--reuse-version', [CompletionResultType]::ParameterName, 'Keep the version, and change arguments only')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Show what changes before it is changed; with --dry-run show nothing else')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Do not check that the addon runs on this version of KubeVela and Kubernetes')
            [CompletionResult]::new('--skip-version-validating', '--skip-version-validating', [CompletionResultType]::ParameterName, 'Do not check that the addon runs on this version of KubeVela and Kubernetes')
            [CompletionResult]::new('--override-definitions', '--override-definitions', [CompletionResultType]::ParameterName, 'Take definitions over that are there already and belong to somebody else')
            [CompletionResult]::new('--godef', '--godef', [CompletionResultType]::ParameterName, 'Compile the definitions in godef/ of a folder, which runs code of the addon; needs Go')
            [CompletionResult]::new('--force-conflicts', '--force-conflicts', [CompletionResultType]::ParameterName, 'Take fields over that others manage')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the objects and change nothing')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Wait until the addon runs; this is the default')
            [CompletionResult]::new('--no-wait', '--no-wait', [CompletionResultType]::ParameterName, 'Return as soon as everything is applied')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer all questions with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer all questions with yes')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;disable' {
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig to use instead of the current one')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'Longest wait for each answer of the cluster, in seconds')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Remove it even if applications use it')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Remove it even if applications use it')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;uninstall' {
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig to use instead of the current one')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'Longest wait for each answer of the cluster, in seconds')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Remove it even if applications use it')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Remove it even if applications use it')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;status' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig to use instead of the current one')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'Longest wait for each answer of the cluster, in seconds')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell versions, dependencies, parameters and endpoints, too')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell versions, dependencies, parameters and endpoints, too')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Do not mask the values of parameters that are named like passwords and tokens')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;diff' {
            [CompletionResult]::new('--set-string', '--set-string', [CompletionResultType]::ParameterName, 'Values that are text whatever they look like')
            [CompletionResult]::new('--set-json', '--set-json', [CompletionResultType]::ParameterName, 'Values in JSON, or one JSON object for all')
            [CompletionResult]::new('--set-file', '--set-file', [CompletionResultType]::ParameterName, 'Values that are the content of files')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'File of values in YAML, JSON or CUE; `-` reads standard input')
            [CompletionResult]::new('--values', '--values', [CompletionResultType]::ParameterName, 'File of values in YAML, JSON or CUE; `-` reads standard input')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Version, or a constraint on it, of an addon from a registry')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Version, or a constraint on it, of an addon from a registry')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig to use instead of the current one')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'Longest wait for each answer of the cluster, in seconds')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--reuse-version', '--reuse-version', [CompletionResultType]::ParameterName, 'Compare with the version that is enabled')
            [CompletionResult]::new('--detailed-exitcode', '--detailed-exitcode', [CompletionResultType]::ParameterName, 'End with 10 if there are differences')
            [CompletionResult]::new('--godef', '--godef', [CompletionResultType]::ParameterName, 'Compile the definitions in godef/, which runs code of the addon; needs Go')
            [CompletionResult]::new('--override-definitions', '--override-definitions', [CompletionResultType]::ParameterName, 'Let definitions in Go take the place of those of the same name in definitions/')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;pull' {
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Version, or a constraint on it')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Version, or a constraint on it')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Folder to write to, or `-` for standard output')
            [CompletionResult]::new('--destination', '--destination', [CompletionResultType]::ParameterName, 'Folder to write to, or `-` for standard output')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--untar', '--untar', [CompletionResultType]::ParameterName, 'Unpack into the folder NAME')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Overwrite a package that is there and differs')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite a package that is there and differs')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'addon;serve' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'File of settings in ChartMuseum''s form, for flags and variables that are not given')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File of settings in ChartMuseum''s form, for flags and variables that are not given')
            [CompletionResult]::new('--registry-file', '--registry-file', [CompletionResultType]::ParameterName, 'registry-file')
            [CompletionResult]::new('--storage', '--storage', [CompletionResultType]::ParameterName, 'Kind of storage; only `local` so far')
            [CompletionResult]::new('--storage-local-rootdir', '--storage-local-rootdir', [CompletionResultType]::ParameterName, 'Folder that keeps the packages; made when it is not there')
            [CompletionResult]::new('--gen-index', '--gen-index', [CompletionResultType]::ParameterName, 'Print the index and end')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port to listen on; 0 for any free one, which is printed')
            [CompletionResult]::new('--listen-host', '--listen-host', [CompletionResultType]::ParameterName, 'Name or address to listen on')
            [CompletionResult]::new('--context-path', '--context-path', [CompletionResultType]::ParameterName, 'Path that the server lies below')
            [CompletionResult]::new('--web-template-path', '--web-template-path', [CompletionResultType]::ParameterName, 'Folder whose index.html is the page at the server''s address, with the files below static')
            [CompletionResult]::new('--read-timeout', '--read-timeout', [CompletionResultType]::ParameterName, 'How long a client may pause while it sends, in seconds or as `1m30s`')
            [CompletionResult]::new('--write-timeout', '--write-timeout', [CompletionResultType]::ParameterName, 'How long a client may pause while it is answered, in seconds or as `1m30s`')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'Certificate chain in PEM form; makes the server speak TLS only')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'Private key of the certificate, in PEM form')
            [CompletionResult]::new('--tls-ca-cert', '--tls-ca-cert', [CompletionResultType]::ParameterName, 'Authorities in PEM form; clients must show a certificate of theirs')
            [CompletionResult]::new('--basic-auth-user', '--basic-auth-user', [CompletionResultType]::ParameterName, 'Name of the one user; without one, everybody may do everything')
            [CompletionResult]::new('--basic-auth-pass', '--basic-auth-pass', [CompletionResultType]::ParameterName, 'Password of the user')
            [CompletionResult]::new('--enable-metrics', '--enable-metrics', [CompletionResultType]::ParameterName, 'Count requests, and tell at /metrics in the form of Prometheus; needs no user')
            [CompletionResult]::new('--auth-anonymous-get', '--auth-anonymous-get', [CompletionResultType]::ParameterName, 'Let everybody read')
            [CompletionResult]::new('--cors-alloworigin', '--cors-alloworigin', [CompletionResultType]::ParameterName, 'Value of `Access-Control-Allow-Origin` in answers of the API')
            [CompletionResult]::new('--disable-api', '--disable-api', [CompletionResultType]::ParameterName, 'Serve the index and the packages only')
            [CompletionResult]::new('--disable-delete', '--disable-delete', [CompletionResultType]::ParameterName, 'Refuse to remove packages')
            [CompletionResult]::new('--allow-overwrite', '--allow-overwrite', [CompletionResultType]::ParameterName, 'Let every upload replace what is there')
            [CompletionResult]::new('--disable-force-overwrite', '--disable-force-overwrite', [CompletionResultType]::ParameterName, 'Let no upload replace what is there, even if it asks for it with `?force`')
            [CompletionResult]::new('--chart-post-form-field-name', '--chart-post-form-field-name', [CompletionResultType]::ParameterName, 'Form field of uploads that holds the package, besides `chart`')
            [CompletionResult]::new('--prov-post-form-field-name', '--prov-post-form-field-name', [CompletionResultType]::ParameterName, 'Form field of uploads that holds the signature, besides `prov`')
            [CompletionResult]::new('--max-upload-size', '--max-upload-size', [CompletionResultType]::ParameterName, 'Largest upload in bytes')
            [CompletionResult]::new('--max-storage-objects', '--max-storage-objects', [CompletionResultType]::ParameterName, 'Largest number of files in the storage, 0 for any')
            [CompletionResult]::new('--per-chart-limit', '--per-chart-limit', [CompletionResultType]::ParameterName, 'Largest number of versions of one chart, 0 for any; the oldest make room')
            [CompletionResult]::new('--chart-url', '--chart-url', [CompletionResultType]::ParameterName, 'URL of the server as clients see it, for absolute URLs in the index')
            [CompletionResult]::new('--json-index', '--json-index', [CompletionResultType]::ParameterName, 'Write the index as JSON, which Helm reads several times faster')
            [CompletionResult]::new('--cache-interval', '--cache-interval', [CompletionResultType]::ParameterName, 'How often to look for packages that other programs put into the folder, 0 for never')
            [CompletionResult]::new('--always-regenerate-chart-index', '--always-regenerate-chart-index', [CompletionResultType]::ParameterName, 'Look for them before each answer that needs the index')
            [CompletionResult]::new('--index-limit', '--index-limit', [CompletionResultType]::ParameterName, 'Packages that are read at once when looking for them, 0 for 64')
            [CompletionResult]::new('--artifact-hub-repo-id', '--artifact-hub-repo-id', [CompletionResultType]::ParameterName, 'Repository id that Artifact Hub asks for in artifacthub-repo.yml')
            [CompletionResult]::new('--disable-statefiles', '--disable-statefiles', [CompletionResultType]::ParameterName, 'Write no index-cache.yaml, which ChartMuseum would start from')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Log what happens in the background')
            [CompletionResult]::new('--log-json', '--log-json', [CompletionResultType]::ParameterName, 'Log as JSON, one object a line')
            [CompletionResult]::new('--log-health', '--log-health', [CompletionResultType]::ParameterName, 'Log health checks')
            [CompletionResult]::new('--log-latency-integer', '--log-latency-integer', [CompletionResultType]::ParameterName, 'Log latencies as whole nanoseconds')
            [CompletionResult]::new('--depth', '--depth', [CompletionResultType]::ParameterName, 'depth')
            [CompletionResult]::new('--depth-dynamic', '--depth-dynamic', [CompletionResultType]::ParameterName, 'depth-dynamic')
            [CompletionResult]::new('--bearer-auth', '--bearer-auth', [CompletionResultType]::ParameterName, 'bearer-auth')
            [CompletionResult]::new('--auth-realm', '--auth-realm', [CompletionResultType]::ParameterName, 'auth-realm')
            [CompletionResult]::new('--auth-service', '--auth-service', [CompletionResultType]::ParameterName, 'auth-service')
            [CompletionResult]::new('--auth-cert-path', '--auth-cert-path', [CompletionResultType]::ParameterName, 'auth-cert-path')
            [CompletionResult]::new('--auth-actions-search-path', '--auth-actions-search-path', [CompletionResultType]::ParameterName, 'auth-actions-search-path')
            [CompletionResult]::new('--cache', '--cache', [CompletionResultType]::ParameterName, 'cache')
            [CompletionResult]::new('--cache-redis-addr', '--cache-redis-addr', [CompletionResultType]::ParameterName, 'cache-redis-addr')
            [CompletionResult]::new('--cache-redis-password', '--cache-redis-password', [CompletionResultType]::ParameterName, 'cache-redis-password')
            [CompletionResult]::new('--cache-redis-db', '--cache-redis-db', [CompletionResultType]::ParameterName, 'cache-redis-db')
            [CompletionResult]::new('--enforce-semver2', '--enforce-semver2', [CompletionResultType]::ParameterName, 'enforce-semver2')
            [CompletionResult]::new('--disable-metrics', '--disable-metrics', [CompletionResultType]::ParameterName, 'disable-metrics')
            [CompletionResult]::new('--storage-timestamp-tolerance', '--storage-timestamp-tolerance', [CompletionResultType]::ParameterName, 'storage-timestamp-tolerance')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;try' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Keep the temporary folder')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;cue' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('eval', 'eval', [CompletionResultType]::ParameterValue, 'Evaluate files and print what is known of their value')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Evaluate files and print the value as data')
            [CompletionResult]::new('fmt', 'fmt', [CompletionResultType]::ParameterValue, 'Write files in the standard layout')
            [CompletionResult]::new('vet', 'vet', [CompletionResultType]::ParameterValue, 'Check files without printing their value')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'addon;cue;eval' {
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Form of the value')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Print the value of this expression instead of the whole package (can be repeated)')
            [CompletionResult]::new('--expression', '--expression', [CompletionResultType]::ParameterName, 'Print the value of this expression instead of the whole package (can be repeated)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Ask for a value of every field')
            [CompletionResult]::new('--concrete', '--concrete', [CompletionResultType]::ParameterName, 'Ask for a value of every field')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Print hidden and optional fields too')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Print hidden and optional fields too')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Print hidden fields too')
            [CompletionResult]::new('--show-hidden', '--show-hidden', [CompletionResultType]::ParameterName, 'Print hidden fields too')
            [CompletionResult]::new('-O', '-O ', [CompletionResultType]::ParameterName, 'Print optional fields too')
            [CompletionResult]::new('--show-optional', '--show-optional', [CompletionResultType]::ParameterName, 'Print optional fields too')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Print structs of one field in one line, and no needless quotes')
            [CompletionResult]::new('--simplify', '--simplify', [CompletionResultType]::ParameterName, 'Print structs of one field in one line, and no needless quotes')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;cue;export' {
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Form of the data')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Print the value of this expression instead of the whole package (can be repeated)')
            [CompletionResult]::new('--expression', '--expression', [CompletionResultType]::ParameterName, 'Print the value of this expression instead of the whole package (can be repeated)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;cue;fmt' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Simplify too: join structs of one field, drop needless quotes')
            [CompletionResult]::new('--simplify', '--simplify', [CompletionResultType]::ParameterName, 'Simplify too: join structs of one field, drop needless quotes')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Change nothing, name the files that would change, and end with 10 if there are any')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;cue;vet' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Tell which fields lack a value, or allow such fields with `=false`')
            [CompletionResult]::new('--concrete', '--concrete', [CompletionResultType]::ParameterName, 'Tell which fields lack a value, or allow such fields with `=false`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'addon;cue;help' {
            [CompletionResult]::new('eval', 'eval', [CompletionResultType]::ParameterValue, 'Evaluate files and print what is known of their value')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Evaluate files and print the value as data')
            [CompletionResult]::new('fmt', 'fmt', [CompletionResultType]::ParameterValue, 'Write files in the standard layout')
            [CompletionResult]::new('vet', 'vet', [CompletionResultType]::ParameterValue, 'Check files without printing their value')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'addon;cue;help;eval' {
            break
        }
        'addon;cue;help;export' {
            break
        }
        'addon;cue;help;fmt' {
            break
        }
        'addon;cue;help;vet' {
            break
        }
        'addon;cue;help;help' {
            break
        }
        'addon;completions' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'addon;man' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]')
            [CompletionResult]::new('--git-mirrors', '--git-mirrors', [CompletionResultType]::ParameterName, 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often to repeat a request that failed in passing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Use what is in the cache and ask no server')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no status lines, only data, warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'addon;help' {
            [CompletionResult]::new('registry', 'registry', [CompletionResultType]::ParameterValue, 'Manage the registries that addons come from and go to')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Create the folder of a new addon')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Find mistakes in addons, with the lines that they are in')
            [CompletionResult]::new('package', 'package', [CompletionResultType]::ParameterValue, 'Pack addon folders as Helm-compatible packages')
            [CompletionResult]::new('push', 'push', [CompletionResultType]::ParameterValue, 'Push addons and charts to a registry')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Bring everything that folders, packages and registries hold into one registry')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the addons that the registries offer and those that a cluster has')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show an addon: metadata, versions, files and the text for readers')
            [CompletionResult]::new('render', 'render', [CompletionResultType]::ParameterValue, 'Print the Kubernetes objects that enabling an addon creates')
            [CompletionResult]::new('images', 'images', [CompletionResultType]::ParameterValue, 'List the container images that addons need')
            [CompletionResult]::new('enable', 'enable', [CompletionResultType]::ParameterValue, 'Install an addon, and the addons that it needs, in the cluster')
            [CompletionResult]::new('upgrade', 'upgrade', [CompletionResultType]::ParameterValue, 'Install another version or other arguments of an addon that is enabled')
            [CompletionResult]::new('disable', 'disable', [CompletionResultType]::ParameterValue, 'Remove an addon from the cluster')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Tell how addons are in the cluster: phase, clusters, versions, parameters')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show what enabling or upgrading an addon would change in the cluster')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Fetch an addon or chart from a registry, as a package or as a folder')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve addons and charts from a folder, as ChartMuseum does')
            [CompletionResult]::new('try', 'try', [CompletionResultType]::ParameterValue, 'See the whole way of an addon: scaffold, package, serve, push, list and pull')
            [CompletionResult]::new('cue', 'cue', [CompletionResultType]::ParameterValue, 'Evaluate, check and format files in CUE')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the man pages, each behind a line with its file name')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'addon;help;registry' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a registry behind those that are there')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the registries, in the order in which they are asked')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show what is configured for a registry, without its secrets')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change a registry: what is given, and nothing else')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a registry from the configuration')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Take over the registries of a KubeVela installation')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the registries as the manifests that KubeVela keeps them in')
            break
        }
        'addon;help;registry;add' {
            break
        }
        'addon;help;registry;list' {
            break
        }
        'addon;help;registry;get' {
            break
        }
        'addon;help;registry;update' {
            break
        }
        'addon;help;registry;delete' {
            break
        }
        'addon;help;registry;import' {
            break
        }
        'addon;help;registry;export' {
            break
        }
        'addon;help;init' {
            break
        }
        'addon;help;lint' {
            break
        }
        'addon;help;package' {
            break
        }
        'addon;help;push' {
            break
        }
        'addon;help;sync' {
            break
        }
        'addon;help;list' {
            break
        }
        'addon;help;show' {
            break
        }
        'addon;help;render' {
            break
        }
        'addon;help;images' {
            break
        }
        'addon;help;enable' {
            break
        }
        'addon;help;upgrade' {
            break
        }
        'addon;help;disable' {
            break
        }
        'addon;help;status' {
            break
        }
        'addon;help;diff' {
            break
        }
        'addon;help;pull' {
            break
        }
        'addon;help;serve' {
            break
        }
        'addon;help;try' {
            break
        }
        'addon;help;cue' {
            [CompletionResult]::new('eval', 'eval', [CompletionResultType]::ParameterValue, 'Evaluate files and print what is known of their value')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Evaluate files and print the value as data')
            [CompletionResult]::new('fmt', 'fmt', [CompletionResultType]::ParameterValue, 'Write files in the standard layout')
            [CompletionResult]::new('vet', 'vet', [CompletionResultType]::ParameterValue, 'Check files without printing their value')
            break
        }
        'addon;help;cue;eval' {
            break
        }
        'addon;help;cue;export' {
            break
        }
        'addon;help;cue;fmt' {
            break
        }
        'addon;help;cue;vet' {
            break
        }
        'addon;help;completions' {
            break
        }
        'addon;help;man' {
            break
        }
        'addon;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
