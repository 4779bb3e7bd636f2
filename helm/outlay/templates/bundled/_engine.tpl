{{/*
The parts that every bundled engine has alike: its StatefulSet up to the containers, and its Service. Takes
root, engine, user (the id that its image runs as).
*/}}
{{- define "outlay.engine.head" -}}
{{- $who := dict "root" .root "component" .engine -}}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ include "outlay.fullname" .root }}-{{ .engine }}
  labels:
    {{- include "outlay.labels" $who | nindent 4 }}
spec:
  replicas: 1
  serviceName: {{ include "outlay.fullname" .root }}-{{ .engine }}
  selector:
    matchLabels:
      {{- include "outlay.selector" $who | nindent 6 }}
{{- end }}

{{- define "outlay.engine.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: 60
securityContext:
  {{- include "outlay.podSecurity" .user | nindent 2 }}
{{- with include "outlay.placement" .root.Values.defaults }}
{{ . }}
{{- end }}
{{- end }}

{{/* A claim for its data. Takes root and storage. */}}
{{- define "outlay.engine.claim" -}}
- metadata:
    name: data
  spec:
    accessModes: [ReadWriteOnce]
    {{- with .root.Values.bundled.storageClass }}
    storageClassName: {{ . }}
    {{- end }}
    resources:
      requests:
        storage: {{ .storage }}
{{- end }}

{{/* Takes root, engine and port. */}}
{{- define "outlay.engine.service" -}}
{{- $who := dict "root" .root "component" .engine -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "outlay.fullname" .root }}-{{ .engine }}
  labels:
    {{- include "outlay.labels" $who | nindent 4 }}
spec:
  type: ClusterIP
  {{- if .headless }}
  clusterIP: None
  # A broker finds its own name before it is ready, since it must to become so.
  publishNotReadyAddresses: true
  {{- end }}
  selector:
    {{- include "outlay.selector" $who | nindent 4 }}
  ports:
    - name: {{ .engine }}
      port: {{ .port }}
      targetPort: {{ .engine }}
{{- end }}
