dependencies {
    implementation("com.squareup.okio:okio:3.6.0")
    api(platform("org.bom:bom:1.+"))
    testImplementation 'junit:junit:4.13.2'
    implementation(libs.guava)
    println("not:a:dependency")
}
