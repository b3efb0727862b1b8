
use builtin;
use str;

set edit:completion:arg-completer[addon] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'addon'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'addon'= {
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand registry 'Manage the registries that addons come from and go to'
            cand init 'Create the folder of a new addon'
            cand package 'Pack addon folders as Helm-compatible packages'
            cand push 'Push addons and charts to a registry'
            cand list 'List the addons that the registries offer and those that a cluster has'
            cand ls 'List the addons that the registries offer and those that a cluster has'
            cand show 'Show an addon: metadata, versions, files and the text for readers'
            cand render 'Print the Kubernetes objects that enabling an addon creates'
            cand enable 'Install an addon, and the addons that it needs, in the cluster'
            cand install 'Install an addon, and the addons that it needs, in the cluster'
            cand upgrade 'Install another version or other arguments of an addon that is enabled'
            cand disable 'Remove an addon from the cluster'
            cand uninstall 'Remove an addon from the cluster'
            cand status 'Tell how addons are in the cluster: phase, clusters, versions, parameters'
            cand diff 'Show what enabling or upgrading an addon would change in the cluster'
            cand pull 'Fetch an addon or chart from a registry, as a package or as a folder'
            cand serve 'Serve addons and charts from a folder, as ChartMuseum does'
            cand try 'See the whole way of an addon: scaffold, package, serve, push, list and pull'
            cand cue 'Evaluate, check and format files in CUE'
            cand completions 'Print a completion script for a shell'
            cand man 'Print the man pages, each behind a line with its file name'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'addon;registry'= {
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help'
            cand --help 'Print help'
            cand add 'Add a registry behind those that are there'
            cand list 'List the registries, in the order in which they are asked'
            cand ls 'List the registries, in the order in which they are asked'
            cand get 'Show what is configured for a registry, without its secrets'
            cand update 'Change a registry: what is given, and nothing else'
            cand delete 'Delete a registry from the configuration'
            cand remove 'Delete a registry from the configuration'
            cand rm 'Delete a registry from the configuration'
            cand import 'Take over the registries of a KubeVela installation'
            cand export 'Write the registries as the manifests that KubeVela keeps them in'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'addon;registry;add'= {
            cand --type 'Kind of the registry: git, gitee, gitlab, helm, OSS or local [default: guessed from the endpoint]'
            cand --endpoint 'Address of the repository or bucket, or folder of a local registry'
            cand --path 'Folder of the addons in a git repository or bucket'
            cand --ref 'Branch, tag or commit of a git repository [default: its default branch]'
            cand --bucket 'Name of the bucket'
            cand --token 'Token of a git or helm registry; better given by --token-stdin or the environment'
            cand --allow-clear-text-token 'Send the token of a git registry even over plain http'
            cand --gitlab-repo-name 'Name of the repository; GitLab only, needed when it cannot be told from the endpoint'
            cand --username 'User of a helm registry'
            cand --password 'Password of a helm registry; better given by --password-stdin or the environment'
            cand --ca-file 'File of certificates to trust besides those of the system'
            cand --cert-file 'File of the certificate to identify with'
            cand --key-file 'File of the key that belongs to the certificate'
            cand --insecure-skip-tls-verify 'Accept any certificate of the server'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --token-stdin 'Read the token from standard input'
            cand --password-stdin 'Read the password from standard input'
            cand --no-check 'Do not ask whether the registry answers'
            cand -f 'Replace a registry of that name'
            cand --force 'Replace a registry of that name'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'addon;registry;list'= {
            cand -o 'Form of the list'
            cand --output 'Form of the list'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;registry;ls'= {
            cand -o 'Form of the list'
            cand --output 'Form of the list'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;registry;get'= {
            cand -o 'Form of the result'
            cand --output 'Form of the result'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;registry;update'= {
            cand --type 'Kind of the registry: git, gitee, gitlab, helm, OSS or local [default: guessed from the endpoint]'
            cand --endpoint 'Address of the repository or bucket, or folder of a local registry'
            cand --path 'Folder of the addons in a git repository or bucket'
            cand --ref 'Branch, tag or commit of a git repository [default: its default branch]'
            cand --bucket 'Name of the bucket'
            cand --token 'Token of a git or helm registry; better given by --token-stdin or the environment'
            cand --allow-clear-text-token 'Send the token of a git registry even over plain http'
            cand --gitlab-repo-name 'Name of the repository; GitLab only, needed when it cannot be told from the endpoint'
            cand --username 'User of a helm registry'
            cand --password 'Password of a helm registry; better given by --password-stdin or the environment'
            cand --ca-file 'File of certificates to trust besides those of the system'
            cand --cert-file 'File of the certificate to identify with'
            cand --key-file 'File of the key that belongs to the certificate'
            cand --insecure-skip-tls-verify 'Accept any certificate of the server'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --token-stdin 'Read the token from standard input'
            cand --password-stdin 'Read the password from standard input'
            cand --no-check 'Do not ask whether the registry answers'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'addon;registry;delete'= {
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'addon;registry;remove'= {
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'addon;registry;rm'= {
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'addon;registry;import'= {
            cand -n 'Namespace of KubeVela''s system in the cluster [default: vela-system]'
            cand --namespace 'Namespace of KubeVela''s system in the cluster [default: vela-system]'
            cand --kubeconfig 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]'
            cand --context 'Context of the kubeconfig to use instead of the current one'
            cand --request-timeout 'Longest wait for each answer of the cluster, in seconds'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand -f 'Replace registries that are there and differ'
            cand --force 'Replace registries that are there and differ'
            cand --from-cluster 'Read from the cluster instead of a file'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;registry;export'= {
            cand -n 'Namespace of KubeVela''s system [default: vela-system]'
            cand --namespace 'Namespace of KubeVela''s system [default: vela-system]'
            cand --kubeconfig 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]'
            cand --context 'Context of the kubeconfig to use instead of the current one'
            cand --request-timeout 'Longest wait for each answer of the cluster, in seconds'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --to-cluster 'Write to the cluster instead of a file'
            cand -f 'Replace registries of the cluster that differ'
            cand --force 'Replace registries of the cluster that differ'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;registry;help'= {
            cand add 'Add a registry behind those that are there'
            cand list 'List the registries, in the order in which they are asked'
            cand get 'Show what is configured for a registry, without its secrets'
            cand update 'Change a registry: what is given, and nothing else'
            cand delete 'Delete a registry from the configuration'
            cand import 'Take over the registries of a KubeVela installation'
            cand export 'Write the registries as the manifests that KubeVela keeps them in'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'addon;registry;help;add'= {
        }
        &'addon;registry;help;list'= {
        }
        &'addon;registry;help;get'= {
        }
        &'addon;registry;help;update'= {
        }
        &'addon;registry;help;delete'= {
        }
        &'addon;registry;help;import'= {
        }
        &'addon;registry;help;export'= {
        }
        &'addon;registry;help;help'= {
        }
        &'addon;init'= {
            cand -p 'Folder to create [default: ./NAME]'
            cand --path 'Folder to create [default: ./NAME]'
            cand --helm-repo 'Helm repository (or oci:// address) of a chart that the addon installs'
            cand --chart 'Name of the chart'
            cand --chart-version 'Version of the chart, which becomes the addon''s'
            cand -u 'Address of a manifest that the addon installs (can be repeated)'
            cand --url 'Address of a manifest that the addon installs (can be repeated)'
            cand --components 'Components to start in Go'
            cand --traits 'Traits to start in Go'
            cand --policies 'Policies to start in Go'
            cand --workflowsteps 'Workflow steps to start in Go'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand -f 'Write into a folder that is not empty, and over the files of the scaffold'
            cand --force 'Write into a folder that is not empty, and over the files of the scaffold'
            cand --no-samples 'Leave out the sample files'
            cand --godef 'Start a folder of definitions written in Go'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;package'= {
            cand -d 'Folder to write to, or `-` for standard output'
            cand --destination 'Folder to write to, or `-` for standard output'
            cand -v 'Version to give the package'
            cand --version 'Version to give the package'
            cand -a 'Version of what the addon installs'
            cand --app-version 'Version of what the addon installs'
            cand -o 'Form of the result'
            cand --output 'Form of the result'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --strict 'Refuse what would only be a warning'
            cand --write-chart-yaml 'Also write the generated Chart.yaml into the addon''s folder'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;push'= {
            cand -v 'Version to give the package'
            cand --version 'Version to give the package'
            cand -a 'Version of what the addon or chart installs'
            cand --app-version 'Version of what the addon or chart installs'
            cand -u 'User name'
            cand --username 'User name'
            cand -p 'Password; better given by --password-stdin or the environment'
            cand --password 'Password; better given by --password-stdin or the environment'
            cand --access-token 'Token to send as `Authorization: Bearer`'
            cand --auth-header 'Header to send the token in instead'
            cand --context-path 'Part of the URL''s path that lies before the server''s /api'
            cand --ca-file 'File of certificates to trust besides those of the system'
            cand --cert-file 'File of the certificate to identify with'
            cand --key-file 'File of the key that belongs to the certificate'
            cand -t 'Longest wait for the server, in seconds; 0 waits for ever'
            cand --timeout 'Longest wait for the server, in seconds; 0 waits for ever'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --password-stdin 'Read the password from standard input'
            cand --insecure 'Accept any certificate of the server'
            cand --use-http 'Take http where the URL says cm://'
            cand -f 'Overwrite what is there with other content'
            cand --force 'Overwrite what is there with other content'
            cand --allow-name-clash 'Let an addon and a plain chart share a name'
            cand --keep-chartmeta 'Keep the Chart.yaml of an addon''s folder when it is valid'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;list'= {
            cand -r 'Registry to list (can be repeated)'
            cand --registry 'Registry to list (can be repeated)'
            cand -o 'Form of the list'
            cand --output 'Form of the list'
            cand --kubeconfig 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]'
            cand --context 'Context of the kubeconfig to use instead of the current one'
            cand --request-timeout 'Longest wait for each answer of the cluster, in seconds'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --installed 'List only what is enabled in the cluster'
            cand --outdated 'List only what is enabled in a version older than the newest on offer'
            cand --all-versions 'List each version in a row of its own'
            cand -a 'List plain Helm charts and hidden addons too, and addons that an earlier registry shadows'
            cand --all 'List plain Helm charts and hidden addons too, and addons that an earlier registry shadows'
            cand --no-cluster 'Do not ask the cluster which addons are enabled'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;ls'= {
            cand -r 'Registry to list (can be repeated)'
            cand --registry 'Registry to list (can be repeated)'
            cand -o 'Form of the list'
            cand --output 'Form of the list'
            cand --kubeconfig 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]'
            cand --context 'Context of the kubeconfig to use instead of the current one'
            cand --request-timeout 'Longest wait for each answer of the cluster, in seconds'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --installed 'List only what is enabled in the cluster'
            cand --outdated 'List only what is enabled in a version older than the newest on offer'
            cand --all-versions 'List each version in a row of its own'
            cand -a 'List plain Helm charts and hidden addons too, and addons that an earlier registry shadows'
            cand --all 'List plain Helm charts and hidden addons too, and addons that an earlier registry shadows'
            cand --no-cluster 'Do not ask the cluster which addons are enabled'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;show'= {
            cand -v 'Version, or a constraint on it'
            cand --version 'Version, or a constraint on it'
            cand -o 'Form of the result'
            cand --output 'Form of the result'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;render'= {
            cand --set-string 'Values that are text whatever they look like'
            cand --set-json 'Values in JSON, or one JSON object for all'
            cand --set-file 'Values that are the content of files'
            cand -f 'File of values in YAML, JSON or CUE; `-` reads standard input'
            cand --values 'File of values in YAML, JSON or CUE; `-` reads standard input'
            cand -v 'Version, or a constraint on it, of an addon from a registry'
            cand --version 'Version, or a constraint on it, of an addon from a registry'
            cand -o 'Form of the objects'
            cand --output 'Form of the objects'
            cand --show 'Print one part only'
            cand --kube-version 'Check that the addon runs on this version of Kubernetes'
            cand --vela-version 'Check that the addon runs on this version of KubeVela'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;enable'= {
            cand --set-string 'Values that are text whatever they look like'
            cand --set-json 'Values in JSON, or one JSON object for all'
            cand --set-file 'Values that are the content of files'
            cand -f 'File of values in YAML, JSON or CUE; `-` reads standard input'
            cand --values 'File of values in YAML, JSON or CUE; `-` reads standard input'
            cand -v 'Version, or a constraint on it, of an addon from a registry'
            cand --version 'Version, or a constraint on it, of an addon from a registry'
            cand -c 'Clusters to deploy to, as in `{local,other}`'
            cand --clusters 'Clusters to deploy to, as in `{local,other}`'
            cand --timeout 'Longest wait for each addon, as in `90s`, `10m` or `1h`'
            cand --kubeconfig 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]'
            cand --context 'Context of the kubeconfig to use instead of the current one'
            cand --request-timeout 'Longest wait for each answer of the cluster, in seconds'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand -s 'Do not check that the addon runs on this version of KubeVela and Kubernetes'
            cand --skip-version-validating 'Do not check that the addon runs on this version of KubeVela and Kubernetes'
            cand --override-definitions 'Take definitions over that are there already and belong to somebody else'
            cand --force-conflicts 'Take fields over that others manage'
            cand --dry-run 'Print the objects and change nothing'
            cand --wait 'Wait until the addon runs; this is the default'
            cand --no-wait 'Return as soon as everything is applied'
            cand -y 'Answer all questions with yes'
            cand --yes 'Answer all questions with yes'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;install'= {
            cand --set-string 'Values that are text whatever they look like'
            cand --set-json 'Values in JSON, or one JSON object for all'
            cand --set-file 'Values that are the content of files'
            cand -f 'File of values in YAML, JSON or CUE; `-` reads standard input'
            cand --values 'File of values in YAML, JSON or CUE; `-` reads standard input'
            cand -v 'Version, or a constraint on it, of an addon from a registry'
            cand --version 'Version, or a constraint on it, of an addon from a registry'
            cand -c 'Clusters to deploy to, as in `{local,other}`'
            cand --clusters 'Clusters to deploy to, as in `{local,other}`'
            cand --timeout 'Longest wait for each addon, as in `90s`, `10m` or `1h`'
            cand --kubeconfig 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]'
            cand --context 'Context of the kubeconfig to use instead of the current one'
            cand --request-timeout 'Longest wait for each answer of the cluster, in seconds'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand -s 'Do not check that the addon runs on this version of KubeVela and Kubernetes'
            cand --skip-version-validating 'Do not check that the addon runs on this version of KubeVela and Kubernetes'
            cand --override-definitions 'Take definitions over that are there already and belong to somebody else'
            cand --force-conflicts 'Take fields over that others manage'
            cand --dry-run 'Print the objects and change nothing'
            cand --wait 'Wait until the addon runs; this is the default'
            cand --no-wait 'Return as soon as everything is applied'
            cand -y 'Answer all questions with yes'
            cand --yes 'Answer all questions with yes'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;upgrade'= {
            cand --set-string 'Values that are text whatever they look like'
            cand --set-json 'Values in JSON, or one JSON object for all'
            cand --set-file 'Values that are the content of files'
            cand -f 'File of values in YAML, JSON or CUE; `-` reads standard input'
            cand --values 'File of values in YAML, JSON or CUE; `-` reads standard input'
            cand -v 'Version, or a constraint on it, of an addon from a registry'
            cand --version 'Version, or a constraint on it, of an addon from a registry'
            cand -c 'Clusters to deploy to, as in `{local,other}`'
            cand --clusters 'Clusters to deploy to, as in `{local,other}`'
            cand --timeout 'Longest wait for each addon, as in `90s`, `10m` or `1h`'
            cand --kubeconfig 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]'
            cand --context 'Context of the kubeconfig to use instead of the current one'
            cand --request-timeout 'Longest wait for each answer of the cluster, in seconds'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --reuse-version 'Keep the version, and change arguments only'
            cand --diff 'Show what changes before it is changed; with --dry-run show nothing else'
            cand -s 'Do not check that the addon runs on this version of KubeVela and Kubernetes'
            cand --skip-version-validating 'Do not check that the addon runs on this version of KubeVela and Kubernetes'
            cand --override-definitions 'Take definitions over that are there already and belong to somebody else'
            cand --force-conflicts 'Take fields over that others manage'
            cand --dry-run 'Print the objects and change nothing'
            cand --wait 'Wait until the addon runs; this is the default'
            cand --no-wait 'Return as soon as everything is applied'
            cand -y 'Answer all questions with yes'
            cand --yes 'Answer all questions with yes'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;disable'= {
            cand --kubeconfig 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]'
            cand --context 'Context of the kubeconfig to use instead of the current one'
            cand --request-timeout 'Longest wait for each answer of the cluster, in seconds'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand -f 'Remove it even if applications use it'
            cand --force 'Remove it even if applications use it'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;uninstall'= {
            cand --kubeconfig 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]'
            cand --context 'Context of the kubeconfig to use instead of the current one'
            cand --request-timeout 'Longest wait for each answer of the cluster, in seconds'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand -f 'Remove it even if applications use it'
            cand --force 'Remove it even if applications use it'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;status'= {
            cand -o 'Form of the result'
            cand --output 'Form of the result'
            cand --kubeconfig 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]'
            cand --context 'Context of the kubeconfig to use instead of the current one'
            cand --request-timeout 'Longest wait for each answer of the cluster, in seconds'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand -v 'Tell versions, dependencies and parameters, too'
            cand --verbose 'Tell versions, dependencies and parameters, too'
            cand --show-secrets 'Do not mask the values of parameters that are named like passwords and tokens'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;diff'= {
            cand --set-string 'Values that are text whatever they look like'
            cand --set-json 'Values in JSON, or one JSON object for all'
            cand --set-file 'Values that are the content of files'
            cand -f 'File of values in YAML, JSON or CUE; `-` reads standard input'
            cand --values 'File of values in YAML, JSON or CUE; `-` reads standard input'
            cand -v 'Version, or a constraint on it, of an addon from a registry'
            cand --version 'Version, or a constraint on it, of an addon from a registry'
            cand --kubeconfig 'File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]'
            cand --context 'Context of the kubeconfig to use instead of the current one'
            cand --request-timeout 'Longest wait for each answer of the cluster, in seconds'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --reuse-version 'Compare with the version that is enabled'
            cand --detailed-exitcode 'End with 10 if there are differences'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;pull'= {
            cand -v 'Version, or a constraint on it'
            cand --version 'Version, or a constraint on it'
            cand -d 'Folder to write to, or `-` for standard output'
            cand --destination 'Folder to write to, or `-` for standard output'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --untar 'Unpack into the folder NAME'
            cand -f 'Overwrite a package that is there and differs'
            cand --force 'Overwrite a package that is there and differs'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'addon;serve'= {
            cand --storage 'Kind of storage; only `local` so far'
            cand --storage-local-rootdir 'Folder that keeps the packages; made when it is not there'
            cand --gen-index 'Print the index and end'
            cand --port 'Port to listen on; 0 for any free one, which is printed'
            cand --listen-host 'Name or address to listen on'
            cand --context-path 'Path that the server lies below'
            cand --read-timeout 'How long a client may pause while it sends, in seconds or as `1m30s`'
            cand --write-timeout 'How long a client may pause while it is answered, in seconds or as `1m30s`'
            cand --tls-cert 'Certificate chain in PEM form; makes the server speak TLS only'
            cand --tls-key 'Private key of the certificate, in PEM form'
            cand --tls-ca-cert 'Authorities in PEM form; clients must show a certificate of theirs'
            cand --basic-auth-user 'Name of the one user; without one, everybody may do everything'
            cand --basic-auth-pass 'Password of the user'
            cand --auth-anonymous-get 'Let everybody read'
            cand --cors-alloworigin 'Value of `Access-Control-Allow-Origin` in answers of the API'
            cand --disable-api 'Serve the index and the packages only'
            cand --disable-delete 'Refuse to remove packages'
            cand --allow-overwrite 'Let every upload replace what is there'
            cand --disable-force-overwrite 'Let no upload replace what is there, even if it asks for it with `?force`'
            cand --chart-post-form-field-name 'Form field of uploads that holds the package, besides `chart`'
            cand --prov-post-form-field-name 'Form field of uploads that holds the signature, besides `prov`'
            cand --max-upload-size 'Largest upload in bytes'
            cand --max-storage-objects 'Largest number of files in the storage, 0 for any'
            cand --per-chart-limit 'Largest number of versions of one chart, 0 for any; the oldest make room'
            cand --chart-url 'URL of the server as clients see it, for absolute URLs in the index'
            cand --json-index 'Write the index as JSON, which Helm reads several times faster'
            cand --cache-interval 'How often to look for packages that other programs put into the folder, 0 for never'
            cand --always-regenerate-chart-index 'Look for them before each answer that needs the index'
            cand --index-limit 'Packages that are read at once when looking for them, 0 for 64'
            cand --disable-statefiles 'Write no index-cache.yaml, which ChartMuseum would start from'
            cand --debug 'Log what happens in the background'
            cand --log-json 'Log as JSON, one object a line'
            cand --log-health 'Log health checks'
            cand --log-latency-integer 'Log latencies as whole nanoseconds'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;try'= {
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --keep 'Keep the temporary folder'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;cue'= {
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help'
            cand --help 'Print help'
            cand export 'Evaluate files and print the value as data'
            cand fmt 'Write files in the standard layout'
            cand vet 'Check files without printing their value'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'addon;cue;export'= {
            cand --out 'Form of the data'
            cand -e 'Print the value of this expression instead of the whole package'
            cand --expression 'Print the value of this expression instead of the whole package'
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;cue;fmt'= {
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand -s 'Simplify too: join structs of one field, drop needless quotes'
            cand --simplify 'Simplify too: join structs of one field, drop needless quotes'
            cand --check 'Change nothing, name the files that would change, and end with 10 if there are any'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;cue;vet'= {
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand -c 'Ask for a value of every field'
            cand --concrete 'Ask for a value of every field'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'addon;cue;help'= {
            cand export 'Evaluate files and print the value as data'
            cand fmt 'Write files in the standard layout'
            cand vet 'Check files without printing their value'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'addon;cue;help;export'= {
        }
        &'addon;cue;help;fmt'= {
        }
        &'addon;cue;help;vet'= {
        }
        &'addon;cue;help;help'= {
        }
        &'addon;completions'= {
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'addon;man'= {
            cand --config 'File that keeps the registries [default: vela-addon/registries.json in the user''s configuration folder]'
            cand --cache-dir 'Folder for what can be fetched again [default: vela-addon in the user''s cache folder]'
            cand --git-mirrors 'Where to get git repositories from instead, as FROM=TO beginnings of URLs, separated by commas'
            cand --retries 'How often to repeat a request that failed in passing'
            cand --offline 'Use what is in the cache and ask no server'
            cand -q 'Print no status lines, only data, warnings and errors'
            cand --quiet 'Print no status lines, only data, warnings and errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'addon;help'= {
            cand registry 'Manage the registries that addons come from and go to'
            cand init 'Create the folder of a new addon'
            cand package 'Pack addon folders as Helm-compatible packages'
            cand push 'Push addons and charts to a registry'
            cand list 'List the addons that the registries offer and those that a cluster has'
            cand show 'Show an addon: metadata, versions, files and the text for readers'
            cand render 'Print the Kubernetes objects that enabling an addon creates'
            cand enable 'Install an addon, and the addons that it needs, in the cluster'
            cand upgrade 'Install another version or other arguments of an addon that is enabled'
            cand disable 'Remove an addon from the cluster'
            cand status 'Tell how addons are in the cluster: phase, clusters, versions, parameters'
            cand diff 'Show what enabling or upgrading an addon would change in the cluster'
            cand pull 'Fetch an addon or chart from a registry, as a package or as a folder'
            cand serve 'Serve addons and charts from a folder, as ChartMuseum does'
            cand try 'See the whole way of an addon: scaffold, package, serve, push, list and pull'
            cand cue 'Evaluate, check and format files in CUE'
            cand completions 'Print a completion script for a shell'
            cand man 'Print the man pages, each behind a line with its file name'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'addon;help;registry'= {
            cand add 'Add a registry behind those that are there'
            cand list 'List the registries, in the order in which they are asked'
            cand get 'Show what is configured for a registry, without its secrets'
            cand update 'Change a registry: what is given, and nothing else'
            cand delete 'Delete a registry from the configuration'
            cand import 'Take over the registries of a KubeVela installation'
            cand export 'Write the registries as the manifests that KubeVela keeps them in'
        }
        &'addon;help;registry;add'= {
        }
        &'addon;help;registry;list'= {
        }
        &'addon;help;registry;get'= {
        }
        &'addon;help;registry;update'= {
        }
        &'addon;help;registry;delete'= {
        }
        &'addon;help;registry;import'= {
        }
        &'addon;help;registry;export'= {
        }
        &'addon;help;init'= {
        }
        &'addon;help;package'= {
        }
        &'addon;help;push'= {
        }
        &'addon;help;list'= {
        }
        &'addon;help;show'= {
        }
        &'addon;help;render'= {
        }
        &'addon;help;enable'= {
        }
        &'addon;help;upgrade'= {
        }
        &'addon;help;disable'= {
        }
        &'addon;help;status'= {
        }
        &'addon;help;diff'= {
        }
        &'addon;help;pull'= {
        }
        &'addon;help;serve'= {
        }
        &'addon;help;try'= {
        }
        &'addon;help;cue'= {
            cand export 'Evaluate files and print the value as data'
            cand fmt 'Write files in the standard layout'
            cand vet 'Check files without printing their value'
        }
        &'addon;help;cue;export'= {
        }
        &'addon;help;cue;fmt'= {
        }
        &'addon;help;cue;vet'= {
        }
        &'addon;help;completions'= {
        }
        &'addon;help;man'= {
        }
        &'addon;help;help'= {
        }
    ]
    $completions[$command]
}
