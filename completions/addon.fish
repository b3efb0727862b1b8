# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_addon_global_optspecs
    string join \n config= cache-dir= git-mirrors= offline retries= q/quiet h/help V/version
end

function __fish_addon_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_addon_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_addon_using_subcommand
    set -l cmd (__fish_addon_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c addon -n "__fish_addon_needs_command" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_needs_command" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_needs_command" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_needs_command" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_needs_command" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_needs_command" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_needs_command" -s h -l help -d 'Print help'
complete -c addon -n "__fish_addon_needs_command" -s V -l version -d 'Print version'
complete -c addon -n "__fish_addon_needs_command" -f -a "registry" -d 'Manage the registries that addons come from and go to'
complete -c addon -n "__fish_addon_needs_command" -f -a "init" -d 'Create the folder of a new addon'
complete -c addon -n "__fish_addon_needs_command" -f -a "lint" -d 'Find mistakes in addons, with the lines that they are in'
complete -c addon -n "__fish_addon_needs_command" -f -a "package" -d 'Pack addon folders as Helm-compatible packages'
complete -c addon -n "__fish_addon_needs_command" -f -a "push" -d 'Push addons and charts to a registry'
complete -c addon -n "__fish_addon_needs_command" -f -a "sync" -d 'Bring everything that folders, packages and registries hold into one registry'
complete -c addon -n "__fish_addon_needs_command" -f -a "list" -d 'List the addons that the registries offer and those that a cluster has'
complete -c addon -n "__fish_addon_needs_command" -f -a "ls" -d 'List the addons that the registries offer and those that a cluster has'
complete -c addon -n "__fish_addon_needs_command" -f -a "show" -d 'Show an addon: metadata, versions, files and the text for readers'
complete -c addon -n "__fish_addon_needs_command" -f -a "render" -d 'Print the Kubernetes objects that enabling an addon creates'
complete -c addon -n "__fish_addon_needs_command" -f -a "images" -d 'List the container images that addons need'
complete -c addon -n "__fish_addon_needs_command" -f -a "enable" -d 'Install an addon, and the addons that it needs, in the cluster'
complete -c addon -n "__fish_addon_needs_command" -f -a "install" -d 'Install an addon, and the addons that it needs, in the cluster'
complete -c addon -n "__fish_addon_needs_command" -f -a "upgrade" -d 'Install another version or other arguments of an addon that is enabled'
complete -c addon -n "__fish_addon_needs_command" -f -a "disable" -d 'Remove an addon from the cluster'
complete -c addon -n "__fish_addon_needs_command" -f -a "uninstall" -d 'Remove an addon from the cluster'
complete -c addon -n "__fish_addon_needs_command" -f -a "status" -d 'Tell how addons are in the cluster: phase, clusters, versions, parameters'
complete -c addon -n "__fish_addon_needs_command" -f -a "diff" -d 'Show what enabling or upgrading an addon would change in the cluster'
complete -c addon -n "__fish_addon_needs_command" -f -a "pull" -d 'Fetch an addon or chart from a registry, as a package or as a folder'
complete -c addon -n "__fish_addon_needs_command" -f -a "serve" -d 'Serve addons and charts from a folder, as ChartMuseum does'
complete -c addon -n "__fish_addon_needs_command" -f -a "try" -d 'See the whole way of an addon: scaffold, package, serve, push, list and pull'
complete -c addon -n "__fish_addon_needs_command" -f -a "cue" -d 'Evaluate, check and format files in CUE'
complete -c addon -n "__fish_addon_needs_command" -f -a "completions" -d 'Print a completion script for a shell'
complete -c addon -n "__fish_addon_needs_command" -f -a "man" -d 'Print the man pages, each behind a line with its file name'
complete -c addon -n "__fish_addon_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c addon -n "__fish_addon_using_subcommand registry; and not __fish_seen_subcommand_from add list ls get update delete remove rm import export help" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and not __fish_seen_subcommand_from add list ls get update delete remove rm import export help" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and not __fish_seen_subcommand_from add list ls get update delete remove rm import export help" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and not __fish_seen_subcommand_from add list ls get update delete remove rm import export help" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and not __fish_seen_subcommand_from add list ls get update delete remove rm import export help" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand registry; and not __fish_seen_subcommand_from add list ls get update delete remove rm import export help" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand registry; and not __fish_seen_subcommand_from add list ls get update delete remove rm import export help" -s h -l help -d 'Print help'
complete -c addon -n "__fish_addon_using_subcommand registry; and not __fish_seen_subcommand_from add list ls get update delete remove rm import export help" -f -a "add" -d 'Add a registry behind those that are there'
complete -c addon -n "__fish_addon_using_subcommand registry; and not __fish_seen_subcommand_from add list ls get update delete remove rm import export help" -f -a "list" -d 'List the registries, in the order in which they are asked'
complete -c addon -n "__fish_addon_using_subcommand registry; and not __fish_seen_subcommand_from add list ls get update delete remove rm import export help" -f -a "ls" -d 'List the registries, in the order in which they are asked'
complete -c addon -n "__fish_addon_using_subcommand registry; and not __fish_seen_subcommand_from add list ls get update delete remove rm import export help" -f -a "get" -d 'Show what is configured for a registry, without its secrets'
complete -c addon -n "__fish_addon_using_subcommand registry; and not __fish_seen_subcommand_from add list ls get update delete remove rm import export help" -f -a "update" -d 'Change a registry: what is given, and nothing else'
complete -c addon -n "__fish_addon_using_subcommand registry; and not __fish_seen_subcommand_from add list ls get update delete remove rm import export help" -f -a "delete" -d 'Delete a registry from the configuration'
complete -c addon -n "__fish_addon_using_subcommand registry; and not __fish_seen_subcommand_from add list ls get update delete remove rm import export help" -f -a "remove" -d 'Delete a registry from the configuration'
complete -c addon -n "__fish_addon_using_subcommand registry; and not __fish_seen_subcommand_from add list ls get update delete remove rm import export help" -f -a "rm" -d 'Delete a registry from the configuration'
complete -c addon -n "__fish_addon_using_subcommand registry; and not __fish_seen_subcommand_from add list ls get update delete remove rm import export help" -f -a "import" -d 'Take over the registries of a KubeVela installation'
complete -c addon -n "__fish_addon_using_subcommand registry; and not __fish_seen_subcommand_from add list ls get update delete remove rm import export help" -f -a "export" -d 'Write the registries as the manifests that KubeVela keeps them in'
complete -c addon -n "__fish_addon_using_subcommand registry; and not __fish_seen_subcommand_from add list ls get update delete remove rm import export help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l type -d 'Kind of the registry: git, gitee, gitlab, helm, OSS or local [default: guessed from the endpoint]' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l endpoint -d 'Address of the repository or bucket, or folder of a local registry' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l path -d 'Folder of the addons in a git repository or bucket' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l ref -d 'Branch, tag or commit of a git repository [default: its default branch]' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l bucket -d 'Name of the bucket' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l token -d 'Token of a git or helm registry; better given by --token-stdin or the environment' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l allow-clear-text-token -d 'Send the token of a git registry even over plain http' -r -f -a "true\t''
false\t''"
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l gitlab-repo-name -d 'Name of the repository; GitLab only, needed when it cannot be told from the endpoint' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l username -d 'User of a helm registry' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l password -d 'Password of a helm registry; better given by --password-stdin or the environment' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l ca-file -d 'File of certificates to trust besides those of the system' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l cert-file -d 'File of the certificate to identify with' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l key-file -d 'File of the key that belongs to the certificate' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l insecure-skip-tls-verify -d 'Accept any certificate of the server' -r -f -a "true\t''
false\t''"
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l token-stdin -d 'Read the token from standard input'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l password-stdin -d 'Read the password from standard input'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l no-check -d 'Do not ask whether the registry answers'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -s f -l force -d 'Replace a registry of that name'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from list" -s o -l output -d 'Form of the list' -r -f -a "table\t'Aligned columns, cut to the width of the terminal'
wide\t'Aligned columns with everything there is'
json\t'A JSON array'
yaml\t'A YAML sequence'
name\t'One name a line'"
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from list" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from list" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from list" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from list" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from list" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from ls" -s o -l output -d 'Form of the list' -r -f -a "table\t'Aligned columns, cut to the width of the terminal'
wide\t'Aligned columns with everything there is'
json\t'A JSON array'
yaml\t'A YAML sequence'
name\t'One name a line'"
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from ls" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from ls" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from ls" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from ls" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from ls" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from get" -s o -l output -d 'Form of the result' -r -f -a "table\t'For people'
json\t'JSON'
yaml\t'YAML'"
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from get" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from get" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from get" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from get" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from get" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l type -d 'Kind of the registry: git, gitee, gitlab, helm, OSS or local [default: guessed from the endpoint]' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l endpoint -d 'Address of the repository or bucket, or folder of a local registry' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l path -d 'Folder of the addons in a git repository or bucket' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l ref -d 'Branch, tag or commit of a git repository [default: its default branch]' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l bucket -d 'Name of the bucket' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l token -d 'Token of a git or helm registry; better given by --token-stdin or the environment' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l allow-clear-text-token -d 'Send the token of a git registry even over plain http' -r -f -a "true\t''
false\t''"
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l gitlab-repo-name -d 'Name of the repository; GitLab only, needed when it cannot be told from the endpoint' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l username -d 'User of a helm registry' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l password -d 'Password of a helm registry; better given by --password-stdin or the environment' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l ca-file -d 'File of certificates to trust besides those of the system' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l cert-file -d 'File of the certificate to identify with' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l key-file -d 'File of the key that belongs to the certificate' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l insecure-skip-tls-verify -d 'Accept any certificate of the server' -r -f -a "true\t''
false\t''"
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l token-stdin -d 'Read the token from standard input'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l password-stdin -d 'Read the password from standard input'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l no-check -d 'Do not ask whether the registry answers'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from delete" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from delete" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from delete" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from delete" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from delete" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from remove" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from remove" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from remove" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from remove" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from remove" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from rm" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from rm" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from rm" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from rm" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from rm" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from rm" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from rm" -s h -l help -d 'Print help'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from import" -s n -l namespace -d 'Namespace of KubeVela\'s system in the cluster [default: vela-system]' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from import" -l kubeconfig -d 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from import" -l context -d 'Context of the kubeconfig to use instead of the current one' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from import" -l request-timeout -d 'Longest wait for each answer of the cluster, in seconds' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from import" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from import" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from import" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from import" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from import" -s f -l force -d 'Replace registries that are there and differ'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from import" -l from-cluster -d 'Read from the cluster instead of a file'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from import" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from export" -s n -l namespace -d 'Namespace of KubeVela\'s system [default: vela-system]' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from export" -l kubeconfig -d 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from export" -l context -d 'Context of the kubeconfig to use instead of the current one' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from export" -l request-timeout -d 'Longest wait for each answer of the cluster, in seconds' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from export" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from export" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from export" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from export" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from export" -l to-cluster -d 'Write to the cluster instead of a file'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from export" -s f -l force -d 'Replace registries of the cluster that differ'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from export" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from help" -f -a "add" -d 'Add a registry behind those that are there'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the registries, in the order in which they are asked'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from help" -f -a "get" -d 'Show what is configured for a registry, without its secrets'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from help" -f -a "update" -d 'Change a registry: what is given, and nothing else'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Delete a registry from the configuration'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from help" -f -a "import" -d 'Take over the registries of a KubeVela installation'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write the registries as the manifests that KubeVela keeps them in'
complete -c addon -n "__fish_addon_using_subcommand registry; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c addon -n "__fish_addon_using_subcommand init" -s p -l path -d 'Folder to create [default: ./NAME]' -r -F
complete -c addon -n "__fish_addon_using_subcommand init" -l helm-repo -d 'Helm repository (or oci:// address) of a chart that the addon installs' -r
complete -c addon -n "__fish_addon_using_subcommand init" -l chart -d 'Name of the chart' -r
complete -c addon -n "__fish_addon_using_subcommand init" -l chart-version -d 'Version of the chart, which becomes the addon\'s' -r
complete -c addon -n "__fish_addon_using_subcommand init" -s u -l url -d 'Address of a manifest that the addon installs (can be repeated)' -r
complete -c addon -n "__fish_addon_using_subcommand init" -l components -d 'Components to start in Go' -r
complete -c addon -n "__fish_addon_using_subcommand init" -l traits -d 'Traits to start in Go' -r
complete -c addon -n "__fish_addon_using_subcommand init" -l policies -d 'Policies to start in Go' -r
complete -c addon -n "__fish_addon_using_subcommand init" -l workflowsteps -d 'Workflow steps to start in Go' -r
complete -c addon -n "__fish_addon_using_subcommand init" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand init" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand init" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand init" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand init" -s f -l force -d 'Write into a folder that is not empty, and over the files of the scaffold'
complete -c addon -n "__fish_addon_using_subcommand init" -l no-samples -d 'Leave out the sample files'
complete -c addon -n "__fish_addon_using_subcommand init" -l godef -d 'Start a folder of definitions written in Go'
complete -c addon -n "__fish_addon_using_subcommand init" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand init" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand lint" -s r -l registry -d 'Registry to look for dependencies in, beside the addons given (can be repeated)' -r
complete -c addon -n "__fish_addon_using_subcommand lint" -l disable -d 'Rule to switch off (can be repeated)' -r
complete -c addon -n "__fish_addon_using_subcommand lint" -s o -l output -d 'Form of the findings' -r -f -a "text\t'For people, with the lines concerned'
json\t'A JSON array'
sarif\t'SARIF 2.1.0, which code hosts show beside the code'
github\t'Commands that GitHub Actions turns into annotations'"
complete -c addon -n "__fish_addon_using_subcommand lint" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand lint" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand lint" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand lint" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand lint" -l strict -d 'Fail on warnings as on errors'
complete -c addon -n "__fish_addon_using_subcommand lint" -l rules -d 'List the rules instead'
complete -c addon -n "__fish_addon_using_subcommand lint" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand lint" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand package" -s d -l destination -d 'Folder to write to, or `-` for standard output' -r -F
complete -c addon -n "__fish_addon_using_subcommand package" -s v -l version -d 'Version to give the package' -r
complete -c addon -n "__fish_addon_using_subcommand package" -s a -l app-version -d 'Version of what the addon installs' -r
complete -c addon -n "__fish_addon_using_subcommand package" -s o -l output -d 'Form of the result' -r -f -a "table\t'For people'
json\t'JSON'
yaml\t'YAML'"
complete -c addon -n "__fish_addon_using_subcommand package" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand package" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand package" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand package" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand package" -l strict -d 'Refuse what would only be a warning'
complete -c addon -n "__fish_addon_using_subcommand package" -l write-chart-yaml -d 'Also write the generated Chart.yaml into the addon\'s folder'
complete -c addon -n "__fish_addon_using_subcommand package" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand package" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand package" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand push" -s v -l version -d 'Version to give the package' -r
complete -c addon -n "__fish_addon_using_subcommand push" -s a -l app-version -d 'Version of what the addon or chart installs' -r
complete -c addon -n "__fish_addon_using_subcommand push" -s u -l username -d 'User name' -r
complete -c addon -n "__fish_addon_using_subcommand push" -s p -l password -d 'Password; better given by --password-stdin or the environment' -r
complete -c addon -n "__fish_addon_using_subcommand push" -l access-token -d 'Token to send as `Authorization: Bearer`' -r
complete -c addon -n "__fish_addon_using_subcommand push" -l auth-header -d 'Header to send the token in instead' -r
complete -c addon -n "__fish_addon_using_subcommand push" -l context-path -d 'Part of the URL\'s path that lies before the server\'s /api' -r
complete -c addon -n "__fish_addon_using_subcommand push" -l ca-file -d 'File of certificates to trust besides those of the system' -r -F
complete -c addon -n "__fish_addon_using_subcommand push" -l cert-file -d 'File of the certificate to identify with' -r -F
complete -c addon -n "__fish_addon_using_subcommand push" -l key-file -d 'File of the key that belongs to the certificate' -r -F
complete -c addon -n "__fish_addon_using_subcommand push" -s t -l timeout -d 'Longest wait for the server, in seconds; 0 waits for ever' -r
complete -c addon -n "__fish_addon_using_subcommand push" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand push" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand push" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand push" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand push" -l password-stdin -d 'Read the password from standard input'
complete -c addon -n "__fish_addon_using_subcommand push" -l insecure -d 'Accept any certificate of the server'
complete -c addon -n "__fish_addon_using_subcommand push" -l use-http -d 'Take http where the URL says cm://'
complete -c addon -n "__fish_addon_using_subcommand push" -s f -l force -d 'Overwrite what is there with other content'
complete -c addon -n "__fish_addon_using_subcommand push" -l allow-name-clash -d 'Let an addon and a plain chart share a name'
complete -c addon -n "__fish_addon_using_subcommand push" -l keep-chartmeta -d 'Keep the Chart.yaml of an addon\'s folder when it is valid'
complete -c addon -n "__fish_addon_using_subcommand push" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand push" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand push" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand sync" -l match -d 'Take only what has such a name (can be repeated)' -r
complete -c addon -n "__fish_addon_using_subcommand sync" -l exclude -d 'Leave out what has such a name (can be repeated)' -r
complete -c addon -n "__fish_addon_using_subcommand sync" -l since -d 'Leave out what is older, as 2026-01-31 or 2026-01-31T12:00:00Z' -r
complete -c addon -n "__fish_addon_using_subcommand sync" -l if-exists -d 'What to do about versions that the registry has' -r -f -a "skip-same\t'Leave the same content alone; other content is a conflict'
skip\t'Leave it alone, whatever it holds'
fail\t'Count it as a conflict, whatever it holds'
overwrite\t'Put other content in its place'"
complete -c addon -n "__fish_addon_using_subcommand sync" -s j -l jobs -d 'The most requests at once; fewer while the registry is slow or refuses' -r
complete -c addon -n "__fish_addon_using_subcommand sync" -s o -l output -d 'Form of the result' -r -f -a "table\t'Failures, and how many ended in which way; each wanted entry with --plan'
wide\t'Each entry'
json\t'One JSON object'
yaml\t'One YAML document'
jsonl\t'A JSON object for each entry as soon as it is known, and one for the summary'"
complete -c addon -n "__fish_addon_using_subcommand sync" -l report -d 'Also write the result to this file, in JSON' -r -F
complete -c addon -n "__fish_addon_using_subcommand sync" -l retry-failed -d 'Take only what failed in the run that wrote this report' -r -F
complete -c addon -n "__fish_addon_using_subcommand sync" -s u -l username -d 'User name' -r
complete -c addon -n "__fish_addon_using_subcommand sync" -s p -l password -d 'Password; better given by --password-stdin or the environment' -r
complete -c addon -n "__fish_addon_using_subcommand sync" -l access-token -d 'Token to send as `Authorization: Bearer`' -r
complete -c addon -n "__fish_addon_using_subcommand sync" -l auth-header -d 'Header to send the token in instead' -r
complete -c addon -n "__fish_addon_using_subcommand sync" -l context-path -d 'Part of the URL\'s path that lies before the server\'s /api' -r
complete -c addon -n "__fish_addon_using_subcommand sync" -l ca-file -d 'File of certificates to trust besides those of the system' -r -F
complete -c addon -n "__fish_addon_using_subcommand sync" -l cert-file -d 'File of the certificate to identify with' -r -F
complete -c addon -n "__fish_addon_using_subcommand sync" -l key-file -d 'File of the key that belongs to the certificate' -r -F
complete -c addon -n "__fish_addon_using_subcommand sync" -s t -l timeout -d 'Longest wait for the server, in seconds; 0 waits for ever' -r
complete -c addon -n "__fish_addon_using_subcommand sync" -l charts-to -d 'Where charts go: another registry, where they keep their names, or a prefix of names, which ends in a dash [default: chart-]' -r
complete -c addon -n "__fish_addon_using_subcommand sync" -l rewrite-to -d 'Have the packaged copies of the addons take their charts from this address; the sources stay as they are' -r
complete -c addon -n "__fish_addon_using_subcommand sync" -l chart-mirror -d 'Where to get charts from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand sync" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand sync" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand sync" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand sync" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand sync" -l plan -l dry-run -d 'Print what would be done, and change nothing'
complete -c addon -n "__fish_addon_using_subcommand sync" -l latest -d 'Take only the newest version of each addon and chart'
complete -c addon -n "__fish_addon_using_subcommand sync" -s f -l force -d 'Overwrite what is there with other content; the same as --if-exists=overwrite'
complete -c addon -n "__fish_addon_using_subcommand sync" -l allow-name-clash -d 'Let an addon and a plain chart share a name'
complete -c addon -n "__fish_addon_using_subcommand sync" -l delete -d 'Remove from the registry what no source has any more, after asking'
complete -c addon -n "__fish_addon_using_subcommand sync" -s y -l yes -d 'Delete without asking'
complete -c addon -n "__fish_addon_using_subcommand sync" -l fail-fast -d 'End with the first failure'
complete -c addon -n "__fish_addon_using_subcommand sync" -l password-stdin -d 'Read the password from standard input'
complete -c addon -n "__fish_addon_using_subcommand sync" -l insecure -d 'Accept any certificate of the server'
complete -c addon -n "__fish_addon_using_subcommand sync" -l use-http -d 'Take http where the URL says cm://'
complete -c addon -n "__fish_addon_using_subcommand sync" -l with-charts -d 'Also bring the Helm charts that the addons install, found in what they render to'
complete -c addon -n "__fish_addon_using_subcommand sync" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand sync" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand sync" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand list" -s r -l registry -d 'Registry to list (can be repeated)' -r
complete -c addon -n "__fish_addon_using_subcommand list" -s o -l output -d 'Form of the list' -r -f -a "table\t'Aligned columns, cut to the width of the terminal'
wide\t'Aligned columns with everything there is'
json\t'A JSON array'
yaml\t'A YAML sequence'
name\t'One name a line'"
complete -c addon -n "__fish_addon_using_subcommand list" -l kubeconfig -d 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]' -r -F
complete -c addon -n "__fish_addon_using_subcommand list" -l context -d 'Context of the kubeconfig to use instead of the current one' -r
complete -c addon -n "__fish_addon_using_subcommand list" -l request-timeout -d 'Longest wait for each answer of the cluster, in seconds' -r
complete -c addon -n "__fish_addon_using_subcommand list" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand list" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand list" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand list" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand list" -l installed -d 'List only what is enabled in the cluster'
complete -c addon -n "__fish_addon_using_subcommand list" -l outdated -d 'List only what is enabled in a version older than the newest on offer'
complete -c addon -n "__fish_addon_using_subcommand list" -l all-versions -d 'List each version in a row of its own'
complete -c addon -n "__fish_addon_using_subcommand list" -s a -l all -d 'List plain Helm charts and hidden addons too, and addons that an earlier registry shadows'
complete -c addon -n "__fish_addon_using_subcommand list" -l no-cluster -d 'Do not ask the cluster which addons are enabled'
complete -c addon -n "__fish_addon_using_subcommand list" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand list" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand ls" -s r -l registry -d 'Registry to list (can be repeated)' -r
complete -c addon -n "__fish_addon_using_subcommand ls" -s o -l output -d 'Form of the list' -r -f -a "table\t'Aligned columns, cut to the width of the terminal'
wide\t'Aligned columns with everything there is'
json\t'A JSON array'
yaml\t'A YAML sequence'
name\t'One name a line'"
complete -c addon -n "__fish_addon_using_subcommand ls" -l kubeconfig -d 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]' -r -F
complete -c addon -n "__fish_addon_using_subcommand ls" -l context -d 'Context of the kubeconfig to use instead of the current one' -r
complete -c addon -n "__fish_addon_using_subcommand ls" -l request-timeout -d 'Longest wait for each answer of the cluster, in seconds' -r
complete -c addon -n "__fish_addon_using_subcommand ls" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand ls" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand ls" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand ls" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand ls" -l installed -d 'List only what is enabled in the cluster'
complete -c addon -n "__fish_addon_using_subcommand ls" -l outdated -d 'List only what is enabled in a version older than the newest on offer'
complete -c addon -n "__fish_addon_using_subcommand ls" -l all-versions -d 'List each version in a row of its own'
complete -c addon -n "__fish_addon_using_subcommand ls" -s a -l all -d 'List plain Helm charts and hidden addons too, and addons that an earlier registry shadows'
complete -c addon -n "__fish_addon_using_subcommand ls" -l no-cluster -d 'Do not ask the cluster which addons are enabled'
complete -c addon -n "__fish_addon_using_subcommand ls" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand ls" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand show" -s v -l version -d 'Version, or a constraint on it, in a registry' -r
complete -c addon -n "__fish_addon_using_subcommand show" -s o -l output -d 'Form of the result' -r -f -a "table\t'For people'
json\t'JSON'
yaml\t'YAML'"
complete -c addon -n "__fish_addon_using_subcommand show" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand show" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand show" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand show" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand show" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand show" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand render" -l set-string -d 'Values that are text whatever they look like' -r
complete -c addon -n "__fish_addon_using_subcommand render" -l set-json -d 'Values in JSON, or one JSON object for all' -r
complete -c addon -n "__fish_addon_using_subcommand render" -l set-file -d 'Values that are the content of files' -r
complete -c addon -n "__fish_addon_using_subcommand render" -s f -l values -d 'File of values in YAML, JSON or CUE; `-` reads standard input' -r
complete -c addon -n "__fish_addon_using_subcommand render" -s v -l version -d 'Version, or a constraint on it, of an addon from a registry' -r
complete -c addon -n "__fish_addon_using_subcommand render" -s o -l output -d 'Form of the objects' -r -f -a "yaml\t'YAML documents'
json\t'A JSON object of kind List'"
complete -c addon -n "__fish_addon_using_subcommand render" -l show -d 'Print one part only' -r -f -a "application\t'The Application'
definitions\t'The definitions'
resources\t'What the template gives beside the Application'
config-templates\t'The config maps of config templates'
schemas\t'The config maps of UI schemas'
views\t'The views'
notes\t'The text shown after enabling'
schema\t'The `OpenAPI` schema of the parameters, in JSON'"
complete -c addon -n "__fish_addon_using_subcommand render" -l kube-version -d 'Check that the addon runs on this version of Kubernetes' -r
complete -c addon -n "__fish_addon_using_subcommand render" -l vela-version -d 'Check that the addon runs on this version of KubeVela' -r
complete -c addon -n "__fish_addon_using_subcommand render" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand render" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand render" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand render" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand render" -l godef -d 'Compile the definitions in godef/, which runs code of the addon; needs Go'
complete -c addon -n "__fish_addon_using_subcommand render" -l override-definitions -d 'Let definitions in Go take the place of those of the same name in definitions/'
complete -c addon -n "__fish_addon_using_subcommand render" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand render" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand render" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand images" -l path -d 'Where objects of another kind name an image, such as Prometheus=spec.image (can be repeated)' -r
complete -c addon -n "__fish_addon_using_subcommand images" -s o -l output -d 'Form of the list' -r -f -a "table\t'Aligned columns'
txt\t'One image a line'
json\t'A JSON array'
yaml\t'A YAML sequence'"
complete -c addon -n "__fish_addon_using_subcommand images" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand images" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand images" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand images" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand images" -l why -d 'Show what leads to each image'
complete -c addon -n "__fish_addon_using_subcommand images" -l sure -d 'Leave out guesses'
complete -c addon -n "__fish_addon_using_subcommand images" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand images" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand images" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand enable" -l set-string -d 'Values that are text whatever they look like' -r
complete -c addon -n "__fish_addon_using_subcommand enable" -l set-json -d 'Values in JSON, or one JSON object for all' -r
complete -c addon -n "__fish_addon_using_subcommand enable" -l set-file -d 'Values that are the content of files' -r
complete -c addon -n "__fish_addon_using_subcommand enable" -s f -l values -d 'File of values in YAML, JSON or CUE; `-` reads standard input' -r
complete -c addon -n "__fish_addon_using_subcommand enable" -s v -l version -d 'Version, or a constraint on it, of an addon from a registry' -r
complete -c addon -n "__fish_addon_using_subcommand enable" -s c -l clusters -d 'Clusters to deploy to, as in `{local,other}`' -r
complete -c addon -n "__fish_addon_using_subcommand enable" -l timeout -d 'Longest wait for each addon, as in `90s`, `10m` or `1h`' -r
complete -c addon -n "__fish_addon_using_subcommand enable" -l kubeconfig -d 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]' -r -F
complete -c addon -n "__fish_addon_using_subcommand enable" -l context -d 'Context of the kubeconfig to use instead of the current one' -r
complete -c addon -n "__fish_addon_using_subcommand enable" -l request-timeout -d 'Longest wait for each answer of the cluster, in seconds' -r
complete -c addon -n "__fish_addon_using_subcommand enable" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand enable" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand enable" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand enable" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand enable" -s s -l skip-version-validating -d 'Do not check that the addon runs on this version of KubeVela and Kubernetes'
complete -c addon -n "__fish_addon_using_subcommand enable" -l override-definitions -d 'Take definitions over that are there already and belong to somebody else'
complete -c addon -n "__fish_addon_using_subcommand enable" -l godef -d 'Compile the definitions in godef/ of a folder, which runs code of the addon; needs Go'
complete -c addon -n "__fish_addon_using_subcommand enable" -l force-conflicts -d 'Take fields over that others manage'
complete -c addon -n "__fish_addon_using_subcommand enable" -l dry-run -d 'Print the objects and change nothing'
complete -c addon -n "__fish_addon_using_subcommand enable" -l wait -d 'Wait until the addon runs; this is the default'
complete -c addon -n "__fish_addon_using_subcommand enable" -l no-wait -d 'Return as soon as everything is applied'
complete -c addon -n "__fish_addon_using_subcommand enable" -s y -l yes -d 'Answer all questions with yes'
complete -c addon -n "__fish_addon_using_subcommand enable" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand enable" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand enable" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand install" -l set-string -d 'Values that are text whatever they look like' -r
complete -c addon -n "__fish_addon_using_subcommand install" -l set-json -d 'Values in JSON, or one JSON object for all' -r
complete -c addon -n "__fish_addon_using_subcommand install" -l set-file -d 'Values that are the content of files' -r
complete -c addon -n "__fish_addon_using_subcommand install" -s f -l values -d 'File of values in YAML, JSON or CUE; `-` reads standard input' -r
complete -c addon -n "__fish_addon_using_subcommand install" -s v -l version -d 'Version, or a constraint on it, of an addon from a registry' -r
complete -c addon -n "__fish_addon_using_subcommand install" -s c -l clusters -d 'Clusters to deploy to, as in `{local,other}`' -r
complete -c addon -n "__fish_addon_using_subcommand install" -l timeout -d 'Longest wait for each addon, as in `90s`, `10m` or `1h`' -r
complete -c addon -n "__fish_addon_using_subcommand install" -l kubeconfig -d 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]' -r -F
complete -c addon -n "__fish_addon_using_subcommand install" -l context -d 'Context of the kubeconfig to use instead of the current one' -r
complete -c addon -n "__fish_addon_using_subcommand install" -l request-timeout -d 'Longest wait for each answer of the cluster, in seconds' -r
complete -c addon -n "__fish_addon_using_subcommand install" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand install" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand install" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand install" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand install" -s s -l skip-version-validating -d 'Do not check that the addon runs on this version of KubeVela and Kubernetes'
complete -c addon -n "__fish_addon_using_subcommand install" -l override-definitions -d 'Take definitions over that are there already and belong to somebody else'
complete -c addon -n "__fish_addon_using_subcommand install" -l godef -d 'Compile the definitions in godef/ of a folder, which runs code of the addon; needs Go'
complete -c addon -n "__fish_addon_using_subcommand install" -l force-conflicts -d 'Take fields over that others manage'
complete -c addon -n "__fish_addon_using_subcommand install" -l dry-run -d 'Print the objects and change nothing'
complete -c addon -n "__fish_addon_using_subcommand install" -l wait -d 'Wait until the addon runs; this is the default'
complete -c addon -n "__fish_addon_using_subcommand install" -l no-wait -d 'Return as soon as everything is applied'
complete -c addon -n "__fish_addon_using_subcommand install" -s y -l yes -d 'Answer all questions with yes'
complete -c addon -n "__fish_addon_using_subcommand install" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand install" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand install" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l set-string -d 'Values that are text whatever they look like' -r
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l set-json -d 'Values in JSON, or one JSON object for all' -r
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l set-file -d 'Values that are the content of files' -r
complete -c addon -n "__fish_addon_using_subcommand upgrade" -s f -l values -d 'File of values in YAML, JSON or CUE; `-` reads standard input' -r
complete -c addon -n "__fish_addon_using_subcommand upgrade" -s v -l version -d 'Version, or a constraint on it, of an addon from a registry' -r
complete -c addon -n "__fish_addon_using_subcommand upgrade" -s c -l clusters -d 'Clusters to deploy to, as in `{local,other}`' -r
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l timeout -d 'Longest wait for each addon, as in `90s`, `10m` or `1h`' -r
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l kubeconfig -d 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]' -r -F
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l context -d 'Context of the kubeconfig to use instead of the current one' -r
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l request-timeout -d 'Longest wait for each answer of the cluster, in seconds' -r
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l reuse-version -d 'Keep the version, and change arguments only'
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l diff -d 'Show what changes before it is changed; with --dry-run show nothing else'
complete -c addon -n "__fish_addon_using_subcommand upgrade" -s s -l skip-version-validating -d 'Do not check that the addon runs on this version of KubeVela and Kubernetes'
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l override-definitions -d 'Take definitions over that are there already and belong to somebody else'
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l godef -d 'Compile the definitions in godef/ of a folder, which runs code of the addon; needs Go'
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l force-conflicts -d 'Take fields over that others manage'
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l dry-run -d 'Print the objects and change nothing'
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l wait -d 'Wait until the addon runs; this is the default'
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l no-wait -d 'Return as soon as everything is applied'
complete -c addon -n "__fish_addon_using_subcommand upgrade" -s y -l yes -d 'Answer all questions with yes'
complete -c addon -n "__fish_addon_using_subcommand upgrade" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand upgrade" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand upgrade" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand disable" -l kubeconfig -d 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]' -r -F
complete -c addon -n "__fish_addon_using_subcommand disable" -l context -d 'Context of the kubeconfig to use instead of the current one' -r
complete -c addon -n "__fish_addon_using_subcommand disable" -l request-timeout -d 'Longest wait for each answer of the cluster, in seconds' -r
complete -c addon -n "__fish_addon_using_subcommand disable" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand disable" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand disable" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand disable" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand disable" -s f -l force -d 'Remove it even if applications use it'
complete -c addon -n "__fish_addon_using_subcommand disable" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand disable" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand disable" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand uninstall" -l kubeconfig -d 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]' -r -F
complete -c addon -n "__fish_addon_using_subcommand uninstall" -l context -d 'Context of the kubeconfig to use instead of the current one' -r
complete -c addon -n "__fish_addon_using_subcommand uninstall" -l request-timeout -d 'Longest wait for each answer of the cluster, in seconds' -r
complete -c addon -n "__fish_addon_using_subcommand uninstall" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand uninstall" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand uninstall" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand uninstall" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand uninstall" -s f -l force -d 'Remove it even if applications use it'
complete -c addon -n "__fish_addon_using_subcommand uninstall" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand uninstall" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand uninstall" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand status" -s o -l output -d 'Form of the result' -r -f -a "table\t'For people'
json\t'JSON'
yaml\t'YAML'"
complete -c addon -n "__fish_addon_using_subcommand status" -l kubeconfig -d 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]' -r -F
complete -c addon -n "__fish_addon_using_subcommand status" -l context -d 'Context of the kubeconfig to use instead of the current one' -r
complete -c addon -n "__fish_addon_using_subcommand status" -l request-timeout -d 'Longest wait for each answer of the cluster, in seconds' -r
complete -c addon -n "__fish_addon_using_subcommand status" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand status" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand status" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand status" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand status" -s v -l verbose -d 'Tell versions, dependencies, parameters and endpoints, too'
complete -c addon -n "__fish_addon_using_subcommand status" -l show-secrets -d 'Do not mask the values of parameters that are named like passwords and tokens'
complete -c addon -n "__fish_addon_using_subcommand status" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand status" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand diff" -l set-string -d 'Values that are text whatever they look like' -r
complete -c addon -n "__fish_addon_using_subcommand diff" -l set-json -d 'Values in JSON, or one JSON object for all' -r
complete -c addon -n "__fish_addon_using_subcommand diff" -l set-file -d 'Values that are the content of files' -r
complete -c addon -n "__fish_addon_using_subcommand diff" -s f -l values -d 'File of values in YAML, JSON or CUE; `-` reads standard input' -r
complete -c addon -n "__fish_addon_using_subcommand diff" -s v -l version -d 'Version, or a constraint on it, of an addon from a registry' -r
complete -c addon -n "__fish_addon_using_subcommand diff" -l kubeconfig -d 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]' -r -F
complete -c addon -n "__fish_addon_using_subcommand diff" -l context -d 'Context of the kubeconfig to use instead of the current one' -r
complete -c addon -n "__fish_addon_using_subcommand diff" -l request-timeout -d 'Longest wait for each answer of the cluster, in seconds' -r
complete -c addon -n "__fish_addon_using_subcommand diff" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand diff" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand diff" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand diff" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand diff" -l reuse-version -d 'Compare with the version that is enabled'
complete -c addon -n "__fish_addon_using_subcommand diff" -l detailed-exitcode -d 'End with 10 if there are differences'
complete -c addon -n "__fish_addon_using_subcommand diff" -l godef -d 'Compile the definitions in godef/, which runs code of the addon; needs Go'
complete -c addon -n "__fish_addon_using_subcommand diff" -l override-definitions -d 'Let definitions in Go take the place of those of the same name in definitions/'
complete -c addon -n "__fish_addon_using_subcommand diff" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand diff" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand pull" -s v -l version -d 'Version, or a constraint on it' -r
complete -c addon -n "__fish_addon_using_subcommand pull" -s d -l destination -d 'Folder to write to, or `-` for standard output' -r -F
complete -c addon -n "__fish_addon_using_subcommand pull" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand pull" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand pull" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand pull" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand pull" -l untar -d 'Unpack into the folder NAME'
complete -c addon -n "__fish_addon_using_subcommand pull" -s f -l force -d 'Overwrite a package that is there and differs'
complete -c addon -n "__fish_addon_using_subcommand pull" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand pull" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand pull" -s h -l help -d 'Print help'
complete -c addon -n "__fish_addon_using_subcommand serve" -s c -l config -d 'File of settings in ChartMuseum\'s form, for flags and variables that are not given' -r -F
complete -c addon -n "__fish_addon_using_subcommand serve" -l registry-file -r -F
complete -c addon -n "__fish_addon_using_subcommand serve" -l storage -d 'Kind of storage; only `local` so far' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l storage-local-rootdir -d 'Folder that keeps the packages; made when it is not there' -r -F
complete -c addon -n "__fish_addon_using_subcommand serve" -l gen-index -d 'Print the index and end' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l port -d 'Port to listen on; 0 for any free one, which is printed' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l listen-host -d 'Name or address to listen on' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l context-path -d 'Path that the server lies below' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l web-template-path -d 'Folder whose index.html is the page at the server\'s address, with the files below static' -r -F
complete -c addon -n "__fish_addon_using_subcommand serve" -l read-timeout -d 'How long a client may pause while it sends, in seconds or as `1m30s`' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l write-timeout -d 'How long a client may pause while it is answered, in seconds or as `1m30s`' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l tls-cert -d 'Certificate chain in PEM form; makes the server speak TLS only' -r -F
complete -c addon -n "__fish_addon_using_subcommand serve" -l tls-key -d 'Private key of the certificate, in PEM form' -r -F
complete -c addon -n "__fish_addon_using_subcommand serve" -l tls-ca-cert -d 'Authorities in PEM form; clients must show a certificate of theirs' -r -F
complete -c addon -n "__fish_addon_using_subcommand serve" -l basic-auth-user -d 'Name of the one user; without one, everybody may do everything' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l basic-auth-pass -d 'Password of the user' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l enable-metrics -d 'Count requests, and tell at /metrics in the form of Prometheus; needs no user' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l auth-anonymous-get -d 'Let everybody read' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l cors-alloworigin -d 'Value of `Access-Control-Allow-Origin` in answers of the API' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l disable-api -d 'Serve the index and the packages only' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l disable-delete -d 'Refuse to remove packages' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l allow-overwrite -d 'Let every upload replace what is there' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l disable-force-overwrite -d 'Let no upload replace what is there, even if it asks for it with `?force`' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l chart-post-form-field-name -d 'Form field of uploads that holds the package, besides `chart`' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l prov-post-form-field-name -d 'Form field of uploads that holds the signature, besides `prov`' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l max-upload-size -d 'Largest upload in bytes' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l max-storage-objects -d 'Largest number of files in the storage, 0 for any' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l per-chart-limit -d 'Largest number of versions of one chart, 0 for any; the oldest make room' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l chart-url -d 'URL of the server as clients see it, for absolute URLs in the index' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l json-index -d 'Write the index as JSON, which Helm reads several times faster' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l cache-interval -d 'How often to look for packages that other programs put into the folder, 0 for never' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l always-regenerate-chart-index -d 'Look for them before each answer that needs the index' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l index-limit -d 'Packages that are read at once when looking for them, 0 for 64' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l artifact-hub-repo-id -d 'Repository id that Artifact Hub asks for in artifacthub-repo.yml' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l disable-statefiles -d 'Write no index-cache.yaml, which ChartMuseum would start from' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l debug -d 'Log what happens in the background' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l log-json -d 'Log as JSON, one object a line' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l log-health -d 'Log health checks' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l log-latency-integer -d 'Log latencies as whole nanoseconds' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l depth -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l depth-dynamic -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l bearer-auth -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l auth-realm -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l auth-service -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l auth-cert-path -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l auth-actions-search-path -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l cache -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l cache-redis-addr -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l cache-redis-password -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l cache-redis-db -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l enforce-semver2 -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l disable-metrics -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l storage-timestamp-tolerance -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand serve" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand serve" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand serve" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand try" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand try" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand try" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand try" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand try" -l keep -d 'Keep the temporary folder'
complete -c addon -n "__fish_addon_using_subcommand try" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand try" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand try" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand cue; and not __fish_seen_subcommand_from eval export fmt vet help" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand cue; and not __fish_seen_subcommand_from eval export fmt vet help" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand cue; and not __fish_seen_subcommand_from eval export fmt vet help" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand cue; and not __fish_seen_subcommand_from eval export fmt vet help" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand cue; and not __fish_seen_subcommand_from eval export fmt vet help" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand cue; and not __fish_seen_subcommand_from eval export fmt vet help" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand cue; and not __fish_seen_subcommand_from eval export fmt vet help" -s h -l help -d 'Print help'
complete -c addon -n "__fish_addon_using_subcommand cue; and not __fish_seen_subcommand_from eval export fmt vet help" -f -a "eval" -d 'Evaluate files and print what is known of their value'
complete -c addon -n "__fish_addon_using_subcommand cue; and not __fish_seen_subcommand_from eval export fmt vet help" -f -a "export" -d 'Evaluate files and print the value as data'
complete -c addon -n "__fish_addon_using_subcommand cue; and not __fish_seen_subcommand_from eval export fmt vet help" -f -a "fmt" -d 'Write files in the standard layout'
complete -c addon -n "__fish_addon_using_subcommand cue; and not __fish_seen_subcommand_from eval export fmt vet help" -f -a "vet" -d 'Check files without printing their value'
complete -c addon -n "__fish_addon_using_subcommand cue; and not __fish_seen_subcommand_from eval export fmt vet help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from eval" -l out -d 'Form of the value' -r -f -a "json\t'JSON'
yaml\t'YAML'
cue\t'CUE'
text\t'The text of a string'"
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from eval" -s e -l expression -d 'Print the value of this expression instead of the whole package (can be repeated)' -r
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from eval" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from eval" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from eval" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from eval" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from eval" -s c -l concrete -d 'Ask for a value of every field'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from eval" -s a -l all -d 'Print hidden and optional fields too'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from eval" -s H -l show-hidden -d 'Print hidden fields too'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from eval" -s O -l show-optional -d 'Print optional fields too'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from eval" -s s -l simplify -d 'Print structs of one field in one line, and no needless quotes'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from eval" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from eval" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from eval" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from export" -l out -d 'Form of the data' -r -f -a "json\t'JSON'
yaml\t'YAML'
cue\t'CUE'
text\t'The text of a string'"
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from export" -s e -l expression -d 'Print the value of this expression instead of the whole package (can be repeated)' -r
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from export" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from export" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from export" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from export" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from export" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from fmt" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from fmt" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from fmt" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from fmt" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from fmt" -s s -l simplify -d 'Simplify too: join structs of one field, drop needless quotes'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from fmt" -l check -d 'Change nothing, name the files that would change, and end with 10 if there are any'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from fmt" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from fmt" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from fmt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from vet" -s c -l concrete -d 'Tell which fields lack a value, or allow such fields with `=false`' -r -f -a "true\t''
false\t''"
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from vet" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from vet" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from vet" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from vet" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from vet" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from vet" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from vet" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from help" -f -a "eval" -d 'Evaluate files and print what is known of their value'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from help" -f -a "export" -d 'Evaluate files and print the value as data'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from help" -f -a "fmt" -d 'Write files in the standard layout'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from help" -f -a "vet" -d 'Check files without printing their value'
complete -c addon -n "__fish_addon_using_subcommand cue; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c addon -n "__fish_addon_using_subcommand completions" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand completions" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand completions" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand completions" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand completions" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand completions" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand completions" -s h -l help -d 'Print help'
complete -c addon -n "__fish_addon_using_subcommand man" -l config -d 'File that keeps the registries [default: vela-addon/registries.json in the user\'s configuration folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand man" -l cache-dir -d 'Folder for what can be fetched again [default: vela-addon in the user\'s cache folder]' -r -F
complete -c addon -n "__fish_addon_using_subcommand man" -l git-mirrors -d 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas' -r
complete -c addon -n "__fish_addon_using_subcommand man" -l retries -d 'How often to repeat a request that failed in passing' -r
complete -c addon -n "__fish_addon_using_subcommand man" -l offline -d 'Use what is in the cache and ask no server'
complete -c addon -n "__fish_addon_using_subcommand man" -s q -l quiet -d 'Print no status lines, only data, warnings and errors'
complete -c addon -n "__fish_addon_using_subcommand man" -s h -l help -d 'Print help'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "registry" -d 'Manage the registries that addons come from and go to'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "init" -d 'Create the folder of a new addon'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "lint" -d 'Find mistakes in addons, with the lines that they are in'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "package" -d 'Pack addon folders as Helm-compatible packages'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "push" -d 'Push addons and charts to a registry'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "sync" -d 'Bring everything that folders, packages and registries hold into one registry'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "list" -d 'List the addons that the registries offer and those that a cluster has'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "show" -d 'Show an addon: metadata, versions, files and the text for readers'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "render" -d 'Print the Kubernetes objects that enabling an addon creates'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "images" -d 'List the container images that addons need'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "enable" -d 'Install an addon, and the addons that it needs, in the cluster'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "upgrade" -d 'Install another version or other arguments of an addon that is enabled'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "disable" -d 'Remove an addon from the cluster'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "status" -d 'Tell how addons are in the cluster: phase, clusters, versions, parameters'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "diff" -d 'Show what enabling or upgrading an addon would change in the cluster'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "pull" -d 'Fetch an addon or chart from a registry, as a package or as a folder'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "serve" -d 'Serve addons and charts from a folder, as ChartMuseum does'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "try" -d 'See the whole way of an addon: scaffold, package, serve, push, list and pull'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "cue" -d 'Evaluate, check and format files in CUE'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "completions" -d 'Print a completion script for a shell'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "man" -d 'Print the man pages, each behind a line with its file name'
complete -c addon -n "__fish_addon_using_subcommand help; and not __fish_seen_subcommand_from registry init lint package push sync list show render images enable upgrade disable status diff pull serve try cue completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c addon -n "__fish_addon_using_subcommand help; and __fish_seen_subcommand_from registry" -f -a "add" -d 'Add a registry behind those that are there'
complete -c addon -n "__fish_addon_using_subcommand help; and __fish_seen_subcommand_from registry" -f -a "list" -d 'List the registries, in the order in which they are asked'
complete -c addon -n "__fish_addon_using_subcommand help; and __fish_seen_subcommand_from registry" -f -a "get" -d 'Show what is configured for a registry, without its secrets'
complete -c addon -n "__fish_addon_using_subcommand help; and __fish_seen_subcommand_from registry" -f -a "update" -d 'Change a registry: what is given, and nothing else'
complete -c addon -n "__fish_addon_using_subcommand help; and __fish_seen_subcommand_from registry" -f -a "delete" -d 'Delete a registry from the configuration'
complete -c addon -n "__fish_addon_using_subcommand help; and __fish_seen_subcommand_from registry" -f -a "import" -d 'Take over the registries of a KubeVela installation'
complete -c addon -n "__fish_addon_using_subcommand help; and __fish_seen_subcommand_from registry" -f -a "export" -d 'Write the registries as the manifests that KubeVela keeps them in'
complete -c addon -n "__fish_addon_using_subcommand help; and __fish_seen_subcommand_from cue" -f -a "eval" -d 'Evaluate files and print what is known of their value'
complete -c addon -n "__fish_addon_using_subcommand help; and __fish_seen_subcommand_from cue" -f -a "export" -d 'Evaluate files and print the value as data'
complete -c addon -n "__fish_addon_using_subcommand help; and __fish_seen_subcommand_from cue" -f -a "fmt" -d 'Write files in the standard layout'
complete -c addon -n "__fish_addon_using_subcommand help; and __fish_seen_subcommand_from cue" -f -a "vet" -d 'Check files without printing their value'
